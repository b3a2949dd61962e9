/** A value in a template: JSON, intrinsic functions among it. */
export type CloudFormationValue =
  | string
  | number
  | boolean
  | readonly CloudFormationValue[]
  | { readonly [key: string]: CloudFormationValue | undefined };

export type CloudFormationResource = {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: { readonly [key: string]: CloudFormationValue | undefined };
};

export type Resources = Readonly<Record<string, CloudFormationResource>>;

export const getAtt = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] }) as const;

export const ref = (logicalId: string) => ({ Ref: logicalId }) as const;

export const sub = (text: string) => ({ 'Fn::Sub': text }) as const;
