import { type Deployment, logicalId, resourceName } from '../../cloudformation/naming.js';

/* What an intake has where EventBridge or Kafka are a way in. */

export const intakeQueueId = (intake: string): string => logicalId(intake, 'IntakeQueue');

export const intakeDeadLettersId = (intake: string): string => logicalId(intake, 'IntakeDeadLetterQueue');

export const intakeRuleId = (intake: string): string => logicalId(intake, 'IntakeRule');

export const intakePolicyId = (intake: string): string => logicalId(intake, 'IntakeQueuePolicy');

export const intakeQueueName = (deployment: Deployment, intake: string): string => resourceName(deployment, `${intake}-intake`);

export const intakeDeadLettersName = (deployment: Deployment, intake: string): string =>
  resourceName(deployment, `${intake}-intake-dead-letters`);
