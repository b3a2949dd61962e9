import { eventsTableId, parkedTableId } from '../../cloudformation/naming.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { getAtt } from '../../cloudformation/values.js';
import type { ServiceModel } from '../../model/model.js';
import { consumerNames } from '../../template/consumers.js';
import type { GeneratedFunction } from '../../template/generatedFunctions.js';
import { parks } from '../consumers/consumerTables.js';

/** Serverless' own event for a schedule. What it hands over is what the plugin's verb asks for, too. */
export type ScheduleEvent = {
  readonly schedule: {
    readonly rate: readonly string[];
    readonly description: string;
    readonly input: { readonly eventSourcing: 'sweep' };
  };
};

/** Whether a function looks for what was lost on the way to its consumers. */
const sweeps = ({ sweep }: ServiceModel, generated: GeneratedFunction): boolean =>
  sweep !== false && parks(generated) && consumerNames(generated).length > 0;

/** What a sweep may do beside what its function may: a scan has no keys, so that it reads all streams; and keep where it stands, as no consumer. */
export const sweepStatements = (model: ServiceModel, generated: GeneratedFunction): Statement[] =>
  sweeps(model, generated)
    ? [
        allow(['dynamodb:Scan'], [getAtt(eventsTableId, 'Arn')]),
        {
          ...allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [getAtt(parkedTableId, 'Arn')]),
          Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`sweep/${generated.key}`] } },
        },
      ]
    : [];

export const sweepEvents = (model: ServiceModel, generated: GeneratedFunction): ScheduleEvent[] =>
  model.sweep !== false && sweeps(model, generated)
    ? [
        {
          schedule: {
            rate: [model.sweep.schedule],
            description: 'Looks for events that did not reach their consumers',
            input: { eventSourcing: 'sweep' },
          },
        },
      ]
    : [];
