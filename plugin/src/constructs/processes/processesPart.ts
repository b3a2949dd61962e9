import type { Part } from '../../pipeline/construct.js';
import type { Consumer, ConsumerPart, Facts, StreamSource } from '../../pipeline/facts.js';
import { constants, js, runtime } from '../../pipeline/source.js';
import { listed } from '../../pipeline/spelling.js';
import { fromFaults, nameFaults } from '../schemas/definitions.js';
import {
  deadlineDeadLetters,
  deadlineResources,
  deadlinesFunction,
  deadlinesKey,
  schedulerSource,
  schedulesVariable,
  settingDeadlines,
} from './deadlines.js';
import { type Process, recordingEvents, withDeadlines } from './process.js';

const prefix = 'processes/';

/** Processes: consumers that send commands, and a function that is told of their deadlines. */
export const processesPart = (processes: readonly Process[]): Part => {
  const timed = withDeadlines(processes);
  return {
    facts(sources) {
      const faults = [
        ...nameFaults('processes', processes),
        ...processes.flatMap(({ name, model }) => [
          ...fromFaults('processes', name, model.from, sources),
          ...targetFaults(name, model.to, sources),
        ]),
      ];
      if (faults.length > 0) return { faults };
      return {
        value: {
          consumers: consumersOf(processes),
          deadLetters: timed.length > 0 ? [deadlineDeadLetters] : [],
          ...(processes.length > 0 && { lastingIds: true }),
        },
      };
    },
    build: (facts) => ({
      ...(processes.length > 0 && { info: [`processes: ${processes.map(({ name }) => name).join(', ')}`] }),
      ...(timed.length > 0 && {
        functions: [deadlinesFunction(timed)],
        resources: deadlineResources(facts),
        local: { scheduled: { functionKey: deadlinesKey, variable: schedulesVariable } },
      }),
    }),
  };
};

const targetFaults = (name: string, to: readonly string[], sources: readonly StreamSource[]): string[] => {
  const known = sources.flatMap((source) => (source.takesCommands ? [source.name] : []));
  return to
    .filter((target) => !known.includes(target))
    .map(
      (target) =>
        `eventSourcing.processes.${name} must send to aggregates that are listed (${listed(known)}), '${target}' given by its to. List it under eventSourcing.aggregates.`,
    );
};

const consumersOf = (processes: readonly Process[]): Consumer[] => {
  const part: Consumer['part'] = (names, facts) =>
    partsOf(
      processes.filter(({ name }) => names.includes(`${prefix}${name}`)),
      facts,
    );
  return processes.map(({ name, isolated, model }) => ({
    name: `${prefix}${name}`,
    known: { name, as: 'a process' },
    reader: 'reactions',
    ...(isolated && { isolated: `${name}Process` }),
    from: model.from,
    streams: [model.streams],
    bookmarks: true,
    part,
  }));
};

/** What a function has that runs processes: it executes commands of their targets, whose ids are kept for ever, and records in their own streams. */
const partsOf = (processes: readonly Process[], facts: Facts): ConsumerPart[] => {
  const targets = facts.executors.filter(({ name }) => processes.some(({ model }) => model.to.includes(name)));
  const sets = withDeadlines(processes).length > 0;
  const definitions = processes.map(({ source }) => source);
  const options = [
    js`processes: [${definitions}]`,
    js`aggregates: [${targets.map(({ entry }) => entry)}]`,
    ...(sets ? [js`scheduler: ${schedulerSource}`] : []),
  ];
  return [
    {
      description: { text: 'Processes', names: processes.map(({ name }) => name) },
      entry: { options: { consumers: [js`...${runtime('lambda', 'processes')}({ ${options}, ${constants} })`] } },
      ...(sets && settingDeadlines(facts)),
      executes: targets.map(({ name }) => name),
      validates: targets.map(({ definition }) => definition),
      writes: targets.flatMap(({ writes }) => writes),
    },
    { writes: recordingEvents(processes) },
  ];
};
