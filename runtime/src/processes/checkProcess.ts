import { EventSourcingError } from '../domain/errors.js';
import { type AnyProcess, type Section, streamsOf } from './process.js';

const validName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
const validDeadline = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/** Refuses a process whose parts do not fit. @throws DefinitionInvalid */
export function checkProcess(process: AnyProcess): void {
  const { name, from, to, key, initialState } = process;
  const fail = (problem: string): never => {
    throw new EventSourcingError({
      code: 'DefinitionInvalid',
      message: `${typeof name === 'string' ? name : 'a process'}: ${problem}`,
      details: { definition: String(name) },
    });
  };
  if (typeof name !== 'string' || !validName.test(name)) {
    fail(`name must be a letter followed by letters and digits, 64 at most, '${String(name)}' given.`);
  }
  if (from.length === 0) fail('from is empty: name the aggregates whose events it handles.');
  if (to.length === 0) fail('to is empty: name the aggregates that it sends commands to.');
  const clash = [...from, ...to].find((aggregate) => aggregate.name === streamsOf(name));
  if (clash) fail(`its streams would be those of the aggregate ${clash.name}. Rename the process.`);
  if (typeof key !== 'function') fail(`key must be a function from an event to a process's id, ${typeof key} given.`);
  if (process.since !== undefined && Number.isNaN(Date.parse(process.since))) {
    fail(`since must be a time in ISO 8601, such as '2026-11-21T00:00:00Z', '${process.since}' given.`);
  }
  if (typeof initialState !== 'function') fail(`initialState must be a function, ${typeof initialState} given.`);
  for (const deadline of Object.keys(process.passed ?? {})) {
    if (!validDeadline.test(deadline)) fail(`passed.${deadline} must be a letter followed by letters, digits, '_' and '-', 128 at most.`);
  }
  checkNames(process, fail);
}

function checkNames(process: AnyProcess, fail: (problem: string) => never): void {
  const commands = process.to.flatMap((aggregate) => Object.keys(aggregate.commands).map((command) => `${aggregate.name}.${command}`));
  const known: Readonly<Record<Section, { readonly names: readonly string[]; readonly are: string }>> = {
    on: { names: process.from.flatMap(({ events }) => Object.keys(events)), are: 'the events of its from' },
    accepted: { names: commands, are: 'the commands of its to' },
    rejected: { names: commands, are: 'the commands of its to' },
    passed: { names: Object.keys(process.passed ?? {}), are: 'its deadlines' },
  };
  for (const section of ['on', 'accepted', 'rejected', 'passed'] as const) {
    const { names, are } = known[section];
    const members = [
      ...Object.entries(process[section] ?? {}).map(([member, value]) => ({ path: section, member, value })),
      ...Object.entries(process.evolve[section] ?? {}).map(([member, value]) => ({ path: `evolve.${section}`, member, value })),
    ];
    for (const { path, member, value } of members) {
      if (!names.includes(member)) fail(`${path}['${member}'] is none of ${are} (${names.join(', ')}).`);
      if (typeof value !== 'function') fail(`${path}['${member}'] must be a function, ${typeof value} given.`);
    }
  }
}
