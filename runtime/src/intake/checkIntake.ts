import { EventSourcingError } from '../domain/errors.js';
import { checkEventSource } from '../domain/events/checkEventSource.js';

/** The parts of a definition, as they may be written without TypeScript. */
type Parts = {
  readonly name: unknown;
  readonly events: object;
  readonly types: object;
  readonly upcast: unknown;
  readonly renamed: unknown;
  readonly unknownEvents: unknown;
};

const validName = /^[A-Z][A-Za-z0-9]{0,63}$/;
const validEvent = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/** Refuses an intake whose parts do not fit. @throws DefinitionInvalid */
export function checkIntake({ name, types, ...source }: Parts): void {
  const definition = typeof name === 'string' ? name : 'an intake';
  const fail = (problem: string): never => {
    throw new EventSourcingError({ code: 'DefinitionInvalid', message: `${definition}: ${problem}`, details: { definition } });
  };
  if (typeof name !== 'string' || !validName.test(name)) {
    fail(`name must be a capital letter followed by letters and digits, 64 at most, '${String(name)}' given.`);
  }
  const events = Object.keys(source.events);
  if (events.length === 0) fail('events is empty: name what comes in, each with the JSON Schema of its data.');
  for (const event of events) {
    if (!validEvent.test(event)) {
      fail(
        `events['${event}'] must be named by a letter followed by letters, digits, '_' and '-', 128 at most. Say in types which CloudEvents become it.`,
      );
    }
  }
  for (const [type, event] of Object.entries<unknown>({ ...types })) {
    if (type === '') fail('types has an empty type.');
    if (!events.includes(String(event))) fail(`types['${type}'] names '${String(event)}', which is not in events (${events.join(', ')}).`);
  }
  checkEventSource(source, fail);
}
