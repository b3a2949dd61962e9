import type { Construct, ModuleRef, Modules, Part } from '../../pipeline/construct.js';
import { given } from '../../values.js';
import { type EventsBlock, type EventsConfig, eventsOf, eventsSchema } from './eventsConfig.js';
import { claimsPart, type Format, formatOf } from './format.js';
import { serialiserFaults } from './serialisers.js';

/** `eventSourcing.events`: what commits are written as. */
export const events: Construct = {
  key: 'events',
  schema: eventsSchema,
  resolve(written: EventsBlock | undefined) {
    const config = eventsOf(written);
    const modules = serialisersIn(config);
    return {
      value: {
        config,
        modules,
        async load(loaded) {
          const faults: string[] = [];
          for (const { path } of modules) faults.push(...(await serialiserFaults(loaded, path)));
          return faults.length > 0 ? { faults } : { value: partOf(formatIn(config, loaded)) };
        },
      },
    };
  },
  clients: { '@aws-sdk/client-s3': 'eventSourcing.events.claimCheck' },
};

const serialiserPath = 'eventSourcing.events.serialiser';
const alsoReadsPath = (index: number): string => `eventSourcing.events.alsoReads[${index}]`;

const serialisersIn = ({ serialiser, alsoReads }: EventsConfig): ModuleRef[] => [
  ...(serialiser === undefined ? [] : [{ path: serialiserPath, handler: serialiser }]),
  ...alsoReads.map((handler, index) => ({ path: alsoReadsPath(index), handler })),
];

const formatIn = ({ serialiser, alsoReads, compressAbove, claimCheck }: EventsConfig, { source }: Modules): Format => ({
  alsoReads: alsoReads.map((_, index) => source(alsoReadsPath(index))),
  ...given({ serialiser: serialiser === undefined ? undefined : source(serialiserPath), compressAbove, claimCheck }),
});

const partOf = (written: Format): Part => {
  const format = formatOf(written);
  if (!format) return {};
  const { claimCheck } = written;
  return {
    facts: () => ({ value: { format } }),
    over: (functions) => ({
      functions: [
        ...functions.map(({ key }) => ({ key, entry: { constants: { format: format() } } })),
        ...(claimCheck ? functions.map((one) => claimsPart(claimCheck, one)) : []),
      ],
    }),
  };
};
