import type { FromSchema } from 'json-schema-to-ts';
import type { Construct, Part } from '../../pipeline/construct.js';
import type { Consumer } from '../../pipeline/facts.js';
import { js, runtime } from '../../pipeline/source.js';
import { isolated, name } from '../schemas/definitions.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

const modules = {
  type: 'array',
  uniqueItems: true,
  description: 'a list of module paths without extension, such as [src/receivers], none twice',
  items: { ...name, description: "a module's path without extension, such as 'src/receivers'" },
} as const;

const schema = {
  description:
    'a list of module paths without extension, such as [src/receivers], none twice, or an object such as { modules: [src/receivers], isolated: true }',
  anyOf: [modules, { type: 'object', required: ['modules'], additionalProperties: false, properties: { modules, isolated } }],
} as const;

type ReceiversBlock = FromSchema<typeof schema>;

/** `modules`: paths, relative to the service's folder. */
export type ReceiversConfig = { readonly modules: readonly string[]; readonly isolated: boolean };

const receiversOf = (written: ReceiversBlock = []): ReceiversConfig =>
  'modules' in written ? { isolated: false, ...written } : { modules: written, isolated: false };

/** `eventSourcing.receivers`: modules that listen to signals. */
export const receivers: Construct = {
  key: 'receivers',
  schema,
  resolve(written: ReceiversBlock | undefined) {
    const config = receiversOf(written);
    const refs = config.modules.map((module, index) => ({ path: `eventSourcing.receivers[${index}]`, module }));
    return {
      value: {
        config,
        modules: refs,
        load({ file, signals }) {
          const files = refs.map(({ path }) => file(path));
          // The other signals are sent where the commands are handled; only this one comes from the table's stream.
          return { value: receiversPart(files, signals.includes('eventPostSave'), config.isolated) };
        },
      },
    };
  },
};

const receiversPart = (files: readonly string[], told: boolean, alone: boolean): Part => ({
  facts: (sources) => {
    const from = sources.map((source) => source.name);
    return { value: { consumers: told ? [consumerOf(files, from, alone)] : [] } };
  },
  // Whoever executes commands sends signals.
  over: (functions) => ({
    functions: functions.flatMap(({ key, executes }) => (executes.length > 0 ? [{ key, entry: { imports: files } }] : [])),
  }),
});

const consumerOf = (files: readonly string[], from: readonly string[], alone: boolean): Consumer => ({
  name: 'receivers',
  known: { name: 'receivers', as: 'the consumer of receivers' },
  reader: 'reactions',
  ...(alone && { isolated: 'receivers' }),
  from,
  bookmarks: true,
  part: (_, { sources }) => {
    const definitions = sources.map(({ source }) => source);
    return [
      {
        description: { text: 'Receivers of eventPostSave' },
        entry: { imports: files, options: { consumers: [js`${runtime('lambda', 'receivers')}({ aggregates: [${definitions}] })`] } },
      },
    ];
  },
});
