import type { Resources } from '../cloudformation/values.js';
import type { Built } from './construct.js';
import type { Facts, OwnFacts } from './facts.js';
import type { MergedFunction } from './functionPart.js';
import { type LoadedPart, refuse } from './load.js';
import type { LocalPart } from './localPart.js';
import { mergeParts } from './merge.js';

/** All that constructs have built of a service, merged. */
export type BuiltService = {
  readonly merged: readonly MergedFunction[];
  readonly resources: Resources;
  readonly info: readonly string[];
  readonly local: readonly LocalPart[];
};

/**
 * What constructs may know of each other.
 *
 * @throws UserFault that names every fault among definitions that are each valid
 */
export const factsOf = (loaded: readonly LoadedPart[], given: Pick<Facts, 'deployment' | 'provider'>): Facts => {
  const sources = loaded.flatMap(({ part }) => part.sources ?? []);
  const all: OwnFacts[] = [];
  const faults: string[] = [];
  for (const { part } of loaded) {
    const checked = part.facts?.(sources) ?? { value: {} };
    if ('faults' in checked) faults.push(...checked.faults);
    else all.push(checked.value);
  }
  refuse(faults);
  const defaults = { protection: { deletionPolicy: 'Retain', pointInTimeRecovery: true }, lastingIds: false, scans: false } as const;
  return {
    ...Object.assign(defaults, ...all),
    ...given,
    sources,
    executors: all.flatMap(({ executors = [] }) => executors),
    consumers: all.flatMap(({ consumers = [] }) => consumers),
    deadLetters: all.flatMap(({ deadLetters = [] }) => deadLetters),
  };
};

/** Has each construct build its parts, and then pass over what all have built. */
export const build = (loaded: readonly LoadedPart[], facts: Facts): BuiltService => {
  const first = loaded.flatMap(({ part }) => part.build?.(facts) ?? []);
  const parts = first.flatMap(({ functions = [] }) => functions);
  const resources = resourcesOf(first);
  const once = mergeParts(parts);
  const second = loaded.flatMap(({ part }) => part.over?.(once, facts, resources) ?? []);
  const all = [...first, ...second];
  return {
    merged: mergeParts([...parts, ...second.flatMap(({ functions = [] }) => functions)]),
    resources: resourcesOf(all),
    info: all.flatMap(({ info = [] }) => info),
    local: all.flatMap(({ local }) => (local ? [local] : [])),
  };
};

const resourcesOf = (all: readonly Built[]): Resources => Object.assign({}, ...all.map(({ resources = {} }) => resources));
