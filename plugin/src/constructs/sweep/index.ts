import type { FromSchema } from 'json-schema-to-ts';
import { eventsTableId, parkedTableId } from '../../cloudformation/naming.js';
import { allow, allowKeys } from '../../cloudformation/statements.js';
import { getAtt } from '../../cloudformation/values.js';
import type { Construct, Part } from '../../pipeline/construct.js';
import type { FunctionPart } from '../../pipeline/functionPart.js';
import { settings } from '../schemas/settings.js';

const schema = {
  description: 'false, or an object such as { schedule: rate(1 day) }',
  anyOf: [
    { type: 'boolean', const: false, description: 'false, or an object such as { schedule: rate(1 day) }' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        schedule: {
          type: 'string',
          pattern: '^(rate|cron)\\(.+\\)$',
          description: "a schedule of EventBridge, such as 'rate(1 day)' or 'cron(0 3 * * ? *)'",
        },
      },
    },
  ],
} as const;

/** When what was lost on the way to consumers is looked for; `false`: never. */
export type SweepConfig = false | { readonly schedule: string };

/** `eventSourcing.sweep`: functions that run consumers compare their positions with the table. */
export const sweep: Construct = {
  key: 'sweep',
  schema,
  resolve(written: FromSchema<typeof schema> | undefined) {
    const config: SweepConfig = written === false ? false : { schedule: 'rate(1 day)', ...written };
    return settings(config, config === false ? {} : partOf(config.schedule));
  },
};

const partOf = (schedule: string): Part => ({
  facts: () => ({ value: { scans: true } }),
  over: (functions) => ({
    functions: functions.flatMap(({ key, consumers = [] }) => (consumers.length > 0 ? [sweeping(key, schedule)] : [])),
  }),
});

/** Beside what its function may, a sweep reads all streams, since a scan has no keys; and it keeps where it stands, as no consumer. */
const sweeping = (key: string, schedule: string): FunctionPart => ({
  key,
  events: [
    {
      schedule: {
        rate: [schedule],
        description: 'Looks for events that did not reach their consumers',
        // What the plugin's verb asks for, too.
        input: { eventSourcing: 'sweep' },
      },
    },
  ],
  statements: [
    allow(['dynamodb:Scan'], [getAtt(eventsTableId, 'Arn')]),
    allowKeys(parkedTableId, ['dynamodb:GetItem', 'dynamodb:PutItem'], [`sweep/${key}`]),
  ],
});
