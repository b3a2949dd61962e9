import type { Construct } from '../../pipeline/construct.js';
import { handlersOf, readDefinitions } from '../schemas/definitions.js';
import { snapshotOf } from './aggregate.js';
import { type AggregatesBlock, aggregatesOf, aggregatesSchema } from './aggregatesConfig.js';
import { aggregatesPart } from './aggregatesPart.js';
import { backfill } from './backfill.js';

const key = 'aggregates';

/** `eventSourcing.aggregates`: what takes commands. */
export const aggregates: Construct = {
  key,
  required: true,
  schema: aggregatesSchema,
  resolve(written: AggregatesBlock) {
    const config = aggregatesOf(written);
    const named = Object.keys(config).map((name) => ({ what: 'aggregate', name }));
    return {
      value: {
        config,
        said: { streams: named, paths: named },
        modules: handlersOf(key, config),
        async load(modules) {
          const read = await readDefinitions(modules, 'aggregate', key, config);
          if ('faults' in read) return read;
          return { value: aggregatesPart(read.value.map((one) => ({ ...one, snapshot: snapshotOf(one.snapshot, one.model) }))) };
        },
      },
    };
  },
  verbs: { backfill },
};
