import type { FromSchema } from 'json-schema-to-ts';
import type { Construct } from '../../pipeline/construct.js';
import { intrinsic } from '../schemas/intrinsic.js';
import { settings } from '../schemas/settings.js';
import { wholeNumber } from '../schemas/wholeNumber.js';
import type { Settings } from './alarm.js';
import { alarms as alarmsOf } from './alarms.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

const rule = 'true, false or an object such as { notify: !Ref OpsTopic, age: 3600 }';
const topic = "an SNS topic's ARN, a Ref to one of this serverless.yml, or a function that gives its ARN";

const schema = {
  description: rule,
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      description: rule,
      properties: {
        notify: {
          description: topic,
          anyOf: [
            { type: 'string', pattern: '^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$', description: topic },
            { ...intrinsic, description: topic },
          ],
        },
        // The stream forgets after a day.
        age: wholeNumber(60, 86_400, ' of seconds'),
      },
    },
  ],
} as const;

/** `false`: none. */
export type AlarmsConfig = false | Settings;

/** An hour is long for a reader, and leaves most of the day after which the stream forgets. */
const configOf = (written: FromSchema<typeof schema>): AlarmsConfig =>
  written === false ? false : { age: 3600, ...(written === true ? {} : written) };

/** `eventSourcing.alarms`: when somebody is told that consumers stand still, and who. */
export const alarms: Construct = {
  key: 'alarms',
  schema,
  resolve(written: FromSchema<typeof schema> = true) {
    const config = configOf(written);
    if (config === false) return settings(config);
    return settings(config, {
      over: (functions, facts, resources) => ({ resources: alarmsOf(config, functions, facts, resources) }),
    });
  },
};
