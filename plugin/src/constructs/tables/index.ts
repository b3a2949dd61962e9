import type { FromSchema } from 'json-schema-to-ts';
import type { TableProtection } from '../../cloudformation/tableProtection.js';
import type { Construct } from '../../pipeline/construct.js';
import { settings } from '../schemas/settings.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  description: 'an object such as { deletionPolicy: Retain, pointInTimeRecovery: true }',
  properties: {
    deletionPolicy: { type: 'string', enum: ['Retain', 'Delete'] },
    pointInTimeRecovery: { type: 'boolean', description: 'true or false' },
  },
} as const;

/** `eventSourcing.tables`: what becomes of the tables when the stack goes. */
export const tables: Construct = {
  key: 'tables',
  schema,
  resolve(written: FromSchema<typeof schema> | undefined) {
    const config: TableProtection = { deletionPolicy: 'Retain', pointInTimeRecovery: true, ...written };
    return settings(config, { facts: () => ({ value: { protection: config } }) });
  },
};
