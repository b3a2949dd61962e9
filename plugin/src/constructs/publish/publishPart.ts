import type { Part } from '../../pipeline/construct.js';
import type { Consumer, ConsumerPart, Facts } from '../../pipeline/facts.js';
import type { Offline, StandIn } from '../../pipeline/localPart.js';
import { fromFaults, nameFaults } from '../schemas/definitions.js';
import { localTargets } from './localTargets.js';
import type { PublisherConfig } from './publishConfig.js';
import { type Publisher, type PublisherModules, publishersIn, wordFaults } from './publisher.js';
import { publishersSource } from './publisherSources.js';
import { addresses, publisherStatements, targetsVariable, targetText } from './targets.js';

const prefix = 'publishers/';

/** Publishers: consumers that send events to the outside. */
export const publishPart = (config: Readonly<Record<string, PublisherConfig>>, modules: PublisherModules): Part => {
  const defined = [...modules.definitions].map(([name, definition]) => ({ name, ...definition }));
  return {
    facts(sources) {
      const faults = [
        ...nameFaults('publish', defined),
        ...defined.flatMap(({ name, model }) => fromFaults('publish', name, model.from, sources)),
        ...wordFaults(config, sources),
      ];
      return faults.length > 0 ? { faults } : { value: { consumers: consumersOf(publishersIn(config, modules, sources)) } };
    },
    build({ sources }) {
      const publishers = publishersIn(config, modules, sources);
      if (publishers.length === 0) return {};
      const listed = publishers.map(({ name, target }) => `${name} (${targetText(target)})`).join(', ');
      return { info: [`publishers: ${listed}`], local: { standIns: (offline) => standInsOf(publishers, offline) } };
    },
    own: ({ sources }) => publishersIn(config, modules, sources),
  };
};

const standInsOf = (publishers: readonly Publisher[], offline: Offline): StandIn[] => {
  const targets = localTargets(publishers, offline);
  if (!targets) return [];
  const { variable, environment, lines } = targets;
  return [{ variable: targetsVariable, environment: { ...environment, [targetsVariable]: variable }, lines }];
};

const consumersOf = (publishers: readonly Publisher[]): Consumer[] => {
  const part: Consumer['part'] = (names, facts) => [
    partOf(
      publishers.filter(({ name }) => names.includes(`${prefix}${name}`)),
      facts,
    ),
  ];
  return publishers.map(({ name, isolated, model }) => ({
    name: `${prefix}${name}`,
    known: { name, as: 'a publisher' },
    reader: 'reactions',
    ...(isolated && { isolated: `${name}Publisher` }),
    from: model.from,
    bookmarks: true,
    part,
  }));
};

const partOf = (publishers: readonly Publisher[], { sources }: Facts): ConsumerPart => ({
  description: { text: 'Publishers', names: publishers.map(({ name }) => name) },
  environment: { [targetsVariable]: addresses(publishers) },
  entry: { options: { consumers: [publishersSource(publishers, sources)] } },
  statements: publisherStatements(publishers),
});
