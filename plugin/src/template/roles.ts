import type { ServiceModel } from '../model/model.js';
import { claimStatements } from './claims.js';
import { type CloudFormationResource, type CloudFormationValue, sub } from './cloudFormation.js';
import { queueStatements } from './commandQueue.js';
import { deadlineStatements } from './deadlines.js';
import type { GeneratedFunction } from './generatedFunctions.js';
import { intakeStatements } from './intakeSources.js';
import { isolationStatements } from './isolation.js';
import { functionName } from './naming.js';
import type { ProviderSettings } from './providerSettings.js';
import { publisherStatements } from './publishers.js';
import { rebuildStatements } from './rebuilds.js';
import { allow, type Statement, tableStatements } from './statements.js';
import { sweepStatements } from './sweeps.js';

/**
 * A role for one function, with what that function must do and no more. Its policies are inline: a policy of its own could be
 * attached after the function, or its stream mapping, was made.
 */
export const role = (model: ServiceModel, generated: GeneratedFunction, provider: ProviderSettings): CloudFormationResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
    },
    Path: provider.rolePath,
    PermissionsBoundary: provider.permissionsBoundary,
    ...(provider.vpc && { ManagedPolicyArns: [sub(vpcPolicy)] }),
    Policies: [
      {
        PolicyName: generated.key,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
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
          ],
        },
      },
    ],
  },
});

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
