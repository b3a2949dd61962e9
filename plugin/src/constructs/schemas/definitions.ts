/* The schemas of what names a user's definitions. A `description` is the rule that an error names. */

/** A module of the user's and one of its exports. */
export const handlerSuchAs = <Example extends string>(example: Example) =>
  ({
    type: 'string',
    pattern: '^.+\\.[A-Za-z_$][A-Za-z0-9_$]*$',
    description: `a module's path without extension, a dot, and the name of its export, such as '${example}'`,
  }) as const;

export const handler = handlerSuchAs('src/item.Item');

/** Any text. */
export const name = { type: 'string', minLength: 1, description: 'a text that is not empty' } as const;

/** What Serverless' own `httpApi` event takes, and passed through to it. */
export const authorizer = {
  description: "'aws_iam', or an object with the name, the id or the type of an authorizer, such as { name: customers }",
  anyOf: [
    { type: 'string', const: 'aws_iam', description: "'aws_iam' or an object such as { name: customers }" },
    {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description: 'an object with the name, the id or the type of an authorizer, such as { name: customers }',
      properties: {
        name,
        id: { anyOf: [name, { type: 'object' }], description: "an authorizer's id, or an intrinsic function that gives it" },
        type: { type: 'string', enum: ['request', 'jwt', 'aws_iam'] },
        scopes: { type: 'array', items: name, description: 'a list of scopes' },
      },
    },
  ],
} as const;

/** What is named by its handler alone, or by an object that has more to say. */
export const definedBy = <const Handler extends object, const More extends object>(written: Handler, description: string, more: More) =>
  ({
    description,
    anyOf: [written, { type: 'object', required: ['handler'], additionalProperties: false, properties: { handler: written, ...more } }],
  }) as const;

/** Routes that only need an authorizer, if anything. */
export const authorizedRoutes = (none: 'no route' | 'no routes', example: string) =>
  ({
    description: `true, false (${none}) or an object such as { authorizer: { name: ${example} } }`,
    anyOf: [{ type: 'boolean' }, { type: 'object', additionalProperties: false, properties: { authorizer } }],
  }) as const;

export const aggregate = definedBy(handler, "a handler such as 'src/item.Item', or an object such as { handler: src/item.Item }", {
  http: {
    description: 'true, false (no routes) or an object such as { events: true }',
    anyOf: [
      { type: 'boolean' },
      {
        type: 'object',
        additionalProperties: false,
        properties: { events: { type: 'boolean', description: 'true or false' }, authorizer },
      },
    ],
  },
  snapshot: {
    description: 'true, false or an object such as { every: 100 }',
    anyOf: [
      { type: 'boolean' },
      {
        type: 'object',
        additionalProperties: false,
        required: ['every'],
        properties: { every: { type: 'integer', minimum: 1, description: 'a whole number from 1' } },
      },
    ],
  },
});

export const isolated = { type: 'boolean', description: 'true (a function of its own, behind a queue) or false' } as const;

export const projection = definedBy(
  handler,
  "a handler such as 'src/catalogue.catalogue', or an object such as { handler: src/catalogue.catalogue }",
  { http: authorizedRoutes('no routes', 'customers'), isolated },
);

export const process = definedBy(
  handler,
  "a handler such as 'src/fulfilment.fulfilment', or an object such as { handler: src/fulfilment.fulfilment }",
  { isolated },
);

const modules = {
  type: 'array',
  uniqueItems: true,
  description: 'a list of module paths without extension, such as [src/receivers], none twice',
  items: { ...name, description: "a module's path without extension, such as 'src/receivers'" },
} as const;

export const receivers = {
  description:
    'a list of module paths without extension, such as [src/receivers], none twice, or an object such as { modules: [src/receivers], isolated: true }',
  anyOf: [modules, { type: 'object', required: ['modules'], additionalProperties: false, properties: { modules, isolated } }],
} as const;
