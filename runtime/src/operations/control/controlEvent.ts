import { EventSourcingError } from '../../domain/errors.js';
import type { ControlEvent } from '../../model/control.js';

type Field = { readonly is: (value: unknown) => boolean; readonly must: string; readonly required?: true };

const text: Field = { is: (value) => typeof value === 'string' && value !== '', must: 'be a text' };
const version: Field = { is: (value) => Number.isSafeInteger(value) && Number(value) > 0, must: 'be a whole number from 1' };
const yesOrNo: Field = { is: (value) => typeof value === 'boolean', must: 'be true or false' };
const count: Field = {
  is: (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= 1000,
  must: 'be a whole number from 1 to 1000',
};
const seconds: Field = { is: (value) => typeof value === 'number' && value >= 0, must: 'be a number from 0' };
const places: Field = {
  is: (value) => Array.isArray(value) && value.every((place) => place === null || typeof place === 'string'),
  must: 'be the cursor of the answer before, or an empty list',
};
const times = { from: time(), to: time() };
const selection: Field = {
  is: (value) => isObject(value) && isOf({ ...times, types: texts(), aggregate: text }, value),
  must: 'be an object with from and to (ISO 8601), types and aggregate, or less',
};
const replay: Field = {
  is: (value) => isObject(value) && isObject(value.selection) && isObject(value.cursor) && isObject(value.cursor.reached),
  must: 'be the replay of the answer before',
};
const how: Field = { is: (value) => ['new', 'restart', 'resume'].includes(String(value)), must: "be 'new', 'restart' or 'resume'" };
const rate: Field = { is: (value) => typeof value === 'number' && value > 0, must: 'be a number above 0' };
const required = (field: Field): Field => ({ ...field, required: true });

const requests = new Map<unknown, Readonly<Record<string, Field>>>([
  ['redrive', { consumer: required(text), stream: text, cursor: text }],
  ['discard', { consumer: required(text), stream: required(text), version }],
  ['beginReplay', { consumer: required(text), how: required(how), selection: required(selection) }],
  ['replay', { consumer: required(text), replay: required(replay), dryRun: yesOrNo, rate, seconds }],
  [
    'rebuild',
    {
      projection: required(text),
      runner: required(text),
      id: text,
      seconds,
      rate,
      segments: count,
      settleSeconds: seconds,
      acceptParked: yesOrNo,
      acceptCode: yesOrNo,
      abort: yesOrNo,
    },
  ],
  ['sweep', { cursor: places, dryRun: yesOrNo, grace: seconds, seconds }],
]);

/** Whether a function was not invoked with records, but is asked for something. */
export const isControlEvent = (event: object): event is ControlEvent => 'eventSourcing' in event;

/** Reads what a function is asked for. @throws MalformedRequest */
export function readControlEvent(event: ControlEvent): ControlEvent {
  const { eventSourcing, ...given } = event;
  const fields = requests.get(eventSourcing);
  const faults = fields ? faultsOf(fields, given) : [`/eventSourcing must be ${[...requests.keys()].join(' or ')}`];
  if (faults.length === 0) return event;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `The function cannot be asked for this: ${faults.join('; ')}.`,
    details: { where: 'event' },
  });
}

function faultsOf(fields: Readonly<Record<string, Field>>, given: Readonly<Record<string, unknown>>): string[] {
  const wrong = Object.entries(fields).flatMap(([name, { is, must, required = false }]) => {
    if (given[name] === undefined) return required ? [`/${name} is missing`] : [];
    return is(given[name]) ? [] : [`/${name} must ${must}`];
  });
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(fields, name));
  return [...wrong, ...unknown.map((name) => `/${name} is not allowed here`)];
}

function time(): Field {
  return { is: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)), must: 'be a time' };
}

function texts(): Field {
  return { is: (value) => Array.isArray(value) && value.every(text.is), must: 'be a list of texts' };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOf = (fields: Readonly<Record<string, Field>>, given: Readonly<Record<string, unknown>>): boolean =>
  faultsOf(fields, given).length === 0;
