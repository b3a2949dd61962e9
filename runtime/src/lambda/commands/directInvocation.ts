import type { Command } from '../../domain/commands/command.js';
import { EventSourcingError } from '../../domain/errors.js';

type Field = { readonly is: (value: unknown) => boolean; readonly must: string; readonly required?: true };

const longestText = 256;

const text: Field = {
  is: (value) => typeof value === 'string' && value !== '' && [...value].length <= longestText,
  must: `be a text of 1 to ${longestText} characters`,
};
const anything: Field = { is: () => true, must: '' };

const fields = new Map<string, Field>([
  ['aggregate', { ...text, required: true }],
  ['id', { is: (value) => typeof value === 'string', must: 'be a text' }],
  ['command', { ...text, required: true }],
  ['data', anything],
  ['commandId', text],
  ['expectedVersion', anything],
  ['actor', text],
  ['correlationId', text],
  ['causationId', text],
  ['metadata', { is: isObject, must: 'be an object' }],
]);

/**
 * Reads a command as it comes in a direct invocation, or by whatever else `source` names. Whoever may send one is trusted to name the
 * actor. @throws MalformedRequest
 */
export function readInvocation(event: unknown, source = 'A direct invocation'): Command {
  const faults = isObject(event) ? faultsOf(event) : ['it must be an object'];
  if (faults.length > 0) {
    throw new EventSourcingError({
      code: 'MalformedRequest',
      message: `${source} takes { aggregate, id, command, data, commandId? }: ${faults.join('; ')}.`,
      details: { where: 'event' },
    });
  }
  return { data: {}, ...(event as Omit<Command, 'data'>) };
}

// Checked by hand: validators are compiled only for the user's schemas.
function faultsOf(event: Readonly<Record<string, unknown>>): string[] {
  const wrong = [...fields].flatMap(([name, { is, must, required }]) => {
    if (event[name] === undefined) return required ? [`/${name} is missing`] : [];
    return is(event[name]) ? [] : [`/${name} must ${must}`];
  });
  const unknown = Object.keys(event).filter((name) => !fields.has(name));
  return [...wrong, ...unknown.map((name) => `/${name} is not allowed here`)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
