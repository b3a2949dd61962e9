import { EventSourcingError } from '../errors.js';
import { checkEventSource } from '../events/checkEventSource.js';
import type { CommandDefinition } from './aggregate.js';

/** The parts of a definition, as they may be written without TypeScript. */
type Parts = {
  readonly name: string;
  readonly initialState: unknown;
  readonly events: object;
  readonly evolve: object;
  readonly commands: object;
  readonly decide: object;
  readonly snapshot: object | undefined;
  readonly unique: object | undefined;
  readonly idempotency: string | undefined;
  readonly evolution: object;
};

const validName = /^[A-Z][A-Za-z0-9]{0,63}$/;
const validMember = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/** Refuses a definition whose parts do not fit. @throws DefinitionInvalid */
export function checkAggregate(parts: Parts): void {
  const { name, events, evolve, commands, decide } = parts;
  const fail = invalid(typeof name === 'string' ? name : 'an aggregate');
  if (typeof name !== 'string' || !validName.test(name)) {
    fail(`name must be a capital letter followed by letters and digits, 64 at most, '${String(name)}' given.`);
  }
  if (typeof parts.initialState !== 'function') fail(`initialState must be a function, ${typeof parts.initialState} given.`);
  const types = Object.keys(events);
  for (const type of [...types, ...Object.keys(commands)]) {
    if (!validMember.test(type)) fail(`'${type}' must be a letter followed by letters, digits, '_' and '-', 128 at most.`);
  }
  for (const type of types) if (typeof member(evolve, type) !== 'function') fail(`evolve.${type} is missing: every event needs a fold.`);
  for (const type of Object.keys(evolve)) if (!types.includes(type)) fail(`evolve.${type} folds an event that is not in events.`);
  for (const [command, definition] of Object.entries<CommandDefinition>({ ...commands })) {
    checkCommand(command, definition, types, decide, fail);
    checkRecorded(command, definition, events, fail);
  }
  for (const command of Object.keys(decide)) {
    if (!Object.hasOwn(commands, command)) fail(`decide.${command} decides a command that is not in commands.`);
  }
  checkEventSource({ events, ...parts.evolution }, fail);
  checkOptions(parts, fail);
}

function checkOptions({ snapshot, unique, idempotency }: Parts, fail: (problem: string) => never): void {
  for (const [name, value] of Object.entries(unique ?? {})) {
    if (!validMember.test(name)) fail(`unique.${name} must be named by a letter followed by letters, digits, '_' and '-', 128 at most.`);
    if (typeof value !== 'function') fail(`unique.${name} must be a function from the state to a value, ${typeof value} given.`);
  }
  if (idempotency !== undefined && idempotency !== 'forever') fail(`idempotency must be 'forever' or left out, '${idempotency}' given.`);
  for (const [option, value] of Object.entries(snapshot ?? {})) {
    if (option !== 'version' && option !== 'every') fail(`snapshot.${option} is no option: only version and every are.`);
    if (!Number.isSafeInteger(value) || value < 1) fail(`snapshot.${option} must be a whole number from 1, '${String(value)}' given.`);
  }
}

function checkCommand(
  name: string,
  command: CommandDefinition,
  types: readonly string[],
  decide: object,
  fail: (problem: string) => never,
) {
  const decided = typeof member(decide, name) === 'function';
  if (command.creates && command.deletes) fail(`commands.${name} cannot both create and delete.`);
  if (command.emits !== undefined && command.payload !== undefined) fail(`commands.${name} has emits and payload: one of them is enough.`);
  if (command.emits !== undefined && !types.includes(command.emits)) {
    fail(`commands.${name}.emits names '${command.emits}', which is not in events (${types.join(', ')}).`);
  }
  if (command.emits === undefined && command.payload === undefined) fail(`commands.${name} needs emits or a payload.`);
  if (command.emits !== undefined && decided) fail(`decide.${name} decides a command that emits its payload: remove one.`);
  if (command.payload !== undefined && !decided) fail(`decide.${name} is missing: a command with a payload is decided.`);
}

/** What an event that a rejection becomes may hold. */
const toldByRejections = ['code', 'message', 'details'];

function checkRecorded(name: string, { records, emits, creates }: CommandDefinition, events: object, fail: (problem: string) => never) {
  if (records === undefined) return;
  const types = Object.keys(events);
  if (!types.includes(records)) fail(`commands.${name}.records names '${String(records)}', which is not in events (${types.join(', ')}).`);
  if (emits !== undefined)
    fail(`commands.${name} has emits and records: a command that emits its payload is not decided, and so never rejected.`);
  if (creates) fail(`commands.${name} has creates and records: there is no stream yet that its rejection could be recorded on.`);
  const foreign = requiredBy(member(events, records)).filter((field) => !toldByRejections.includes(field));
  if (foreign.length > 0) {
    fail(
      `commands.${name}.records names '${records}', whose schema requires ${foreign.join(', ')}: of a rejection there are code, message and details. Put ${foreign.join(', ')} into its details.`,
    );
  }
}

function requiredBy(schema: unknown): readonly string[] {
  const required: unknown = typeof schema === 'object' && schema !== null && 'required' in schema ? schema.required : [];
  return Array.isArray(required) ? required.map(String) : [];
}

const member = (object: object, name: string): unknown => (Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined);

function invalid(definition: string) {
  return (problem: string): never => {
    throw new EventSourcingError({ code: 'DefinitionInvalid', message: `${definition}: ${problem}`, details: { definition } });
  };
}
