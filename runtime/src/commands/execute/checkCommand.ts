import type { AnyAggregate, CommandDefinition } from '../../domain/aggregates/aggregate.js';
import type { Command } from '../../domain/commands/command.js';
import { EventSourcingError } from '../../domain/errors.js';
import { assertAggregateId } from '../../domain/stream.js';
import { assertExpectedVersion } from '../../eventStore/expectedVersion.js';
import { canonicalJson } from '../../identity/fingerprint.js';
import { findHostile, payloadBound } from '../../validation/hostile.js';
import { describeViolations, type Validate } from '../../validation/violations.js';

/** Largest payload of a command, in bytes of JSON: what Lambda takes in an asynchronous invocation. */
export const maxPayloadBytes = 256 * 1024;

/** What a command is addressed to. */
export type Addressed = { readonly aggregate: AnyAggregate; readonly definition: CommandDefinition };

/** Finds the aggregate and command, and checks the address. @throws UnknownAggregate, UnknownCommand, InvalidAggregateId, MalformedRequest */
export function address(aggregates: ReadonlyMap<string, AnyAggregate>, request: Command): Addressed {
  const { command, id, expectedVersion = 'any' } = request;
  const aggregate = aggregates.get(request.aggregate);
  if (!aggregate) {
    throw new EventSourcingError({
      code: 'UnknownAggregate',
      message: `There is no aggregate '${request.aggregate}' here, only ${[...aggregates.keys()].join(', ')}.`,
      details: { aggregate: request.aggregate },
    });
  }
  const definition = Object.hasOwn(aggregate.commands, command) ? aggregate.commands[command] : undefined;
  if (!definition) {
    throw new EventSourcingError({
      code: 'UnknownCommand',
      message: `${aggregate.name} has no command '${command}', only ${Object.keys(aggregate.commands).join(', ')}.`,
      details: { aggregate: aggregate.name, command },
    });
  }
  if (id !== undefined || !definition.creates) assertAggregateId(aggregate.name, id);
  assertExpectedVersion(expectedVersion);
  return { aggregate, definition };
}

/** Refuses a payload that is hostile or too large: nobody may be handed such a one. @throws ValidationFailed, PayloadTooLarge */
export function checkPayloadSize({ command, data }: Command): void {
  if (payloadBound(data) <= maxPayloadBytes) return;
  const hostile = findHostile(data);
  if (hostile.length > 0) throw invalidPayload(command, hostile);
  assertPayloadSize(canonicalJson(data));
}

/** Refuses a payload that is against its schema. @throws ValidationFailed */
export function checkPayload({ aggregate, definition }: Addressed, { command, data }: Command, validate: Validate): void {
  const schema = definition.payload ?? aggregate.events[definition.emits];
  if (schema === undefined) throw new TypeError(`${aggregate.name}.${command} has no schema.`);
  const violations = validate(schema, data);
  if (violations.length > 0) throw invalidPayload(command, violations);
}

/** Refuses a payload, as JSON, that is too large. @throws PayloadTooLarge */
export function assertPayloadSize(json: string): void {
  const size = Buffer.byteLength(json);
  if (size > maxPayloadBytes) throw payloadTooLarge(size);
}

/** The error for a payload of `size` bytes. */
export const payloadTooLarge = (size: number) =>
  new EventSourcingError({
    code: 'PayloadTooLarge',
    message: `The payload has ${size} bytes, ${maxPayloadBytes} at most are taken. Store the large part elsewhere and send a reference.`,
    details: { size, limit: maxPayloadBytes },
  });

const invalidPayload = (command: string, violations: ReturnType<Validate>) =>
  new EventSourcingError({
    code: 'ValidationFailed',
    message: `The payload of ${command} is invalid: ${describeViolations(violations)}.`,
    details: { violations },
  });
