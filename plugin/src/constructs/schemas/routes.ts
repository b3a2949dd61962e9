import type { FromSchema } from 'json-schema-to-ts';
import type { CloudFormationValue } from '../../cloudformation/values.js';
import type { LambdaEvent } from '../../pipeline/functionPart.js';
import { given } from '../../values.js';
import { name } from './definitions.js';

/* What words with routes have in common. A `description` is the rule that an error names. */

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

type AuthorizerBlock = FromSchema<typeof authorizer>;

/** An authorizer as Serverless' own `httpApi` event takes it. */
export type Authorizer = Exclude<AuthorizerBlock, 'aws_iam'>;

/** What is said of routes; `false`: there are none. */
export type Routes = false | { readonly authorizer?: Authorizer };

/** Routes that only need an authorizer, if anything. */
export const authorizedRoutes = (none: 'no route' | 'no routes', example: string) =>
  ({
    description: `true, false (${none}) or an object such as { authorizer: { name: ${example} } }`,
    anyOf: [{ type: 'boolean' }, { type: 'object', additionalProperties: false, properties: { authorizer } }],
  }) as const;

// Serverless reads the bare text as the name of an authorizer: `aws_iam` has to be a type.
export const authorizerOf = ({ authorizer }: { readonly authorizer?: AuthorizerBlock }): { readonly authorizer?: Authorizer } => {
  if (authorizer === undefined) return {};
  return { authorizer: authorizer === 'aws_iam' ? ({ type: 'aws_iam' } as const) : authorizer };
};

/** Serverless' own event for a route of API Gateway's HTTP API. */
export const route = (method: 'GET' | 'POST', path: string, { authorizer }: Exclude<Routes, false>): LambdaEvent => ({
  httpApi: { method, path, ...given({ authorizer: authorizer as CloudFormationValue | undefined }) },
});

/** What a function with routes has: of API Gateway's two shapes of an event, its handler reads the second. */
export const answersHttp = {
  // API Gateway gives up after 30 seconds: the function ends before, and its answer arrives.
  timeout: 28,
  settings: { httpApi: { payload: '2.0' } },
} as const;

/** A route with an authorizer wants a token, which nobody has who runs the service offline. */
export const isOpen = (http: Routes): boolean =>
  http !== false && (http.authorizer === undefined || ('type' in http.authorizer && http.authorizer.type === 'aws_iam'));
