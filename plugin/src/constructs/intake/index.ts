import type { Construct } from '../../pipeline/construct.js';
import { handlersOf, readDefinitions } from '../schemas/definitions.js';
import { type IntakeBlock, intakeFaults, intakesOf, streamFaults } from './intakeConfig.js';
import { intakePart } from './intakePart.js';
import { intakeSchema } from './intakeSchema.js';

const key = 'intake';

/** `eventSourcing.intake`: events from outside. */
export const intake: Construct = {
  key,
  schema: intakeSchema,
  resolve(written: IntakeBlock = {}) {
    const faults = intakeFaults(written);
    if (faults.length > 0) return { faults };
    const config = intakesOf(written);
    const names = Object.keys(config);
    return {
      value: {
        config,
        said: { streams: names.map((name) => ({ what: key, name })) },
        rules: (said) => streamFaults(names, said),
        modules: handlersOf(key, config),
        async load(modules) {
          const read = await readDefinitions(modules, 'intake', key, config);
          return 'faults' in read ? read : { value: intakePart(read.value) };
        },
      },
    };
  },
  clients: { '@aws-sdk/client-sqs': 'an intake from Kafka' },
};
