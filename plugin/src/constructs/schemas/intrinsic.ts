/** The schema of a function of CloudFormation's. */
export const intrinsic = {
  type: 'object',
  minProperties: 1,
  maxProperties: 1,
  propertyNames: { pattern: '^(Ref|Fn::[A-Za-z0-9]+)$', description: "'Ref' or a function of CloudFormation's, such as 'Fn::GetAtt'" },
} as const;

/** One of CloudFormation's functions. */
export type Intrinsic = { readonly [name: string]: unknown };
