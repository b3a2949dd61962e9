import { queueStatements } from '../constructs/commandQueue/commandQueue.js';
import { isolationStatements } from '../constructs/consumers/isolation.js';
import { claimStatements } from '../constructs/events/claims.js';
import { intakeStatements } from '../constructs/intake/intakeSources.js';
import { deadlineStatements } from '../constructs/processes/deadlines.js';
import { rebuildStatements } from '../constructs/projections/rebuildStatements.js';
import { publisherStatements } from '../constructs/publish/targets.js';
import { sweepStatements } from '../constructs/sweep/sweeps.js';
import type { ServiceModel } from '../model/model.js';
import type { GeneratedFunction } from '../template/generatedFunctions.js';
import type { Known } from './knownText.js';
import { functionName, roleId, rolePolicyId } from './naming.js';
import { policiesOf } from './policies.js';
import type { ProviderSettings } from './providerSettings.js';
import { allow, type Statement, tableStatements } from './statements.js';
import { type CloudFormationValue, type Resources, ref, sub } from './values.js';

/**
 * A role for one function, with what that function must do and no more. Its policy is inline: one that is attached to a role could be so after
 * the function, or its stream mapping, was made. What is too long for that is in policies that the role itself names, and so waits for.
 */
export const roleResources = (
  model: ServiceModel,
  generated: GeneratedFunction,
  { provider, known }: { readonly provider: ProviderSettings; readonly known: Known },
): Resources => {
  const { inline, more } = policiesOf(statementsOf(model, generated, provider), known);
  const others = more.map((statements, index) => ({ id: rolePolicyId(generated.key, index + 2), statements }));
  const named = [...(provider.vpc ? [sub(vpcPolicy)] : []), ...others.map(({ id }) => ref(id))];
  return {
    ...Object.fromEntries(
      others.map(({ id, statements }) => [
        id,
        { Type: 'AWS::IAM::ManagedPolicy', Properties: { Path: provider.rolePath, PolicyDocument: document(statements) } },
      ]),
    ),
    [roleId(generated.key)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document([
          { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
        ]),
        Path: provider.rolePath,
        PermissionsBoundary: provider.permissionsBoundary,
        ...(named.length > 0 && { ManagedPolicyArns: named }),
        Policies: [{ PolicyName: generated.key, PolicyDocument: document(inline) }],
      },
    },
  };
};

const document = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });

const statementsOf = (model: ServiceModel, generated: GeneratedFunction, provider: ProviderSettings): Statement[] => [
  ...logStatements(functionName(model, generated.key)),
  ...(provider.tracing ? [tracing] : []),
  ...(provider.kmsKeyArn === undefined ? [] : [decryption(provider.kmsKeyArn)]),
  ...tableStatements(generated),
  ...sweepStatements(model, generated),
  ...rebuildStatements(generated),
  ...claimStatements(model, generated),
  ...queueStatements(model, generated),
  ...isolationStatements(generated),
  ...deadlineStatements(model, generated),
  ...publisherStatements(generated),
  ...intakeStatements(generated),
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
