import type { FromSchema } from 'json-schema-to-ts';
import { tablesPrefix } from '../../cloudformation/naming.js';
import type { Construct, Part } from '../../pipeline/construct.js';
import type { MergedFunction } from '../../pipeline/functionPart.js';
import { js, json, runtime } from '../../pipeline/source.js';
import { settings } from '../schemas/settings.js';

const schema = {
  description: 'true, false or an object such as { namespace: Shop }',
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        // CloudWatch's rule. What begins with `AWS/` is its own.
        namespace: {
          type: 'string',
          pattern: '^(?!AWS/)[A-Za-z0-9._/#-]{1,255}$',
          description:
            "a namespace of CloudWatch: 1 to 255 letters, digits and any of '.', '-', '_', '/' and '#', not of AWS/, such as 'Shop'",
        },
      },
    },
  ],
} as const;

/** Where functions write what they measure; `false`: nowhere. */
export type MetricsConfig = false | { readonly namespace: string };

const configOf = (written: FromSchema<typeof schema>): MetricsConfig =>
  written === false ? false : { namespace: 'serverless-event-sourcing', ...(written === true ? {} : written) };

/** `eventSourcing.metrics`: what functions measure of commands and consumers. */
export const metrics: Construct = {
  key: 'metrics',
  schema,
  resolve(written: FromSchema<typeof schema> = false) {
    const config = configOf(written);
    return settings(config, config === false ? {} : partOf(config.namespace));
  },
  clients: { '@aws-lambda-powertools/metrics': 'eventSourcing.metrics' },
};

/** The stage is part of a service's name, since CloudWatch has one namespace for all stages of an account. */
const partOf = (namespace: string): Part => ({
  over: (functions, { deployment }) => {
    const measured = { namespace, service: tablesPrefix(deployment) };
    const constants = { metrics: js`${runtime('powertools', 'embeddedMetrics')}(${json(measured)})` };
    return { functions: functions.filter(measures).map(({ key }) => ({ key, entry: { constants } })) };
  },
});

/** Lambda measures the others well enough. */
const measures = ({ executes, consumers }: MergedFunction): boolean => executes.length > 0 || consumers !== undefined;
