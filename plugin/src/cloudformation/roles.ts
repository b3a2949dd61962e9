import { given } from '../values.js';
import type { TemplateValues } from './knownText.js';
import { type Deployment, functionName, roleId, rolePolicyId } from './naming.js';
import { policiesOf } from './policies.js';
import type { ProviderSettings } from './providerSettings.js';
import { allow, type Statement } from './statements.js';
import { type CloudFormationResource, type CloudFormationValue, type Resources, ref, sub } from './values.js';

/** A function, and what it must do. */
export type RoleOptions = {
  readonly key: string;
  readonly statements: readonly Statement[];
  readonly deployment: Deployment;
  readonly provider: ProviderSettings;
  readonly known: TemplateValues;
};

/**
 * A role for one function, with what that function must do and no more. Its policy is inline: one that is attached to a role could be so after
 * the function, or its stream mapping, was made. What is too long for that is in policies that the role itself names, and so waits for.
 */
export const roleResources = ({ key, statements, deployment, provider, known }: RoleOptions): Resources => {
  const { inline, more } = policiesOf([...baseStatements(functionName(deployment, key), provider), ...statements], known);
  const others = more.map((some, index) => ({ id: rolePolicyId(key, index + 2), some }));
  const named = [...(provider.vpc ? [sub(vpcPolicy)] : []), ...others.map(({ id }) => ref(id))];
  return {
    ...Object.fromEntries(
      others.map(({ id, some }) => [
        id,
        { Type: 'AWS::IAM::ManagedPolicy', Properties: { Path: provider.rolePath, PolicyDocument: policyDocument(some) } },
      ]),
    ),
    [roleId(key)]: role({ service: 'lambda', provider, policy: { name: key, statements: inline }, managed: named }),
  };
};

type Assumed = {
  /** Such as `lambda`. */
  readonly service: string;
  /** What has to be so of whoever assumes it. */
  readonly condition?: CloudFormationValue;
  readonly provider: ProviderSettings;
  readonly policy: { readonly name: string; readonly statements: readonly Statement[] };
  readonly managed?: readonly CloudFormationValue[];
};

/** A role that a service of AWS' assumes, with a policy of its own. */
export const role = ({ service, condition, provider, policy, managed = [] }: Assumed): CloudFormationResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: policyDocument([
      {
        Effect: 'Allow',
        Principal: { Service: [`${service}.amazonaws.com`] },
        Action: ['sts:AssumeRole'],
        ...given({ Condition: condition }),
      },
    ]),
    Path: provider.rolePath,
    PermissionsBoundary: provider.permissionsBoundary,
    ...(managed.length > 0 && { ManagedPolicyArns: managed }),
    Policies: [{ PolicyName: policy.name, PolicyDocument: policyDocument(policy.statements) }],
  },
});

export const policyDocument = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });

const baseStatements = (name: string, provider: ProviderSettings): Statement[] => [
  ...logStatements(name),
  ...(provider.tracing ? [tracing] : []),
  ...(provider.kmsKeyArn === undefined ? [] : [decryption(provider.kmsKeyArn)]),
];

// A function in a VPC needs network interfaces, whose ids nobody knows beforehand.
const vpcPolicy = `arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole`;

const tracing: Statement = allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']);

const decryption = (key: CloudFormationValue): Statement => allow(['kms:Decrypt'], [key]);

/** The framework makes the log group; the function writes to that one alone. */
const logStatements = (name: string): Statement[] => {
  const group = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${name}`;
  return [
    allow(['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'], [sub(`${group}:*`)]),
    allow(['logs:PutLogEvents'], [sub(`${group}:*:*`)]),
  ];
};
