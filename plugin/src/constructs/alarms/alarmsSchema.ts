import { intrinsic } from '../schemas/intrinsic.js';
import { wholeNumber } from '../schemas/wholeNumber.js';

/* The schema of `eventSourcing.alarms`. A `description` is the rule that an error names. */

const rule = 'true, false or an object such as { notify: !Ref OpsTopic, age: 3600 }';
const topic = "an SNS topic's ARN, a Ref to one of this serverless.yml, or a function that gives its ARN";

/** When somebody is told that consumers stand still, and who. */
export const alarmsSchema = {
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
