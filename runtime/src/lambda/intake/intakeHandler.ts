import type { CodecOptions } from '../../adapters/dynamodb/events/commitCodec.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { AnyIntake } from '../../intake/intake.js';
import type { Validate } from '../../validation/violations.js';
import { eventStoreFromEnvironment } from '../environment.js';
import type { LambdaContext } from '../http/event.js';
import { jsonLog, type Log } from '../log.js';
import { ownFormat } from '../ownFormat.js';
import { tablesFromEnvironment } from '../tables.js';
import type { Channel, IntakeContext } from './channel.js';

export type IntakeHandlerOptions = {
  readonly intake: AnyIntake;
  /** Knows the schemas of its events. */
  readonly validate: Validate;
  /** How events come: `byHttp()`, `bySqs()`, `byKafka(…)`. */
  readonly ways: readonly Channel[];
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: on the table that the environment names. */
  readonly store?: Pick<EventStore, 'append'>;
  readonly now?: () => Date;
  readonly log?: Log;
};

/** Unknown types that are logged at most: a sender may make up any number. */
const mostTold = 100;

/** A Lambda handler that records events from outside, each once in a stream of its own, whichever way and however often it comes. */
export function intakeHandler({ intake, validate, ways, format, store, now = () => new Date(), log = jsonLog }: IntakeHandlerOptions) {
  const told = new Set<string>();
  const inlet: IntakeContext = {
    intake,
    validate,
    now,
    log,
    store: store ?? eventStoreFromEnvironment(tablesFromEnvironment(), ownFormat(format)),
    warn: log.warn,
    passOver(type) {
      if (told.has(type) || told.size >= mostTold) return;
      told.add(type);
      log.warn(`events '${type}' are passed over: ${intake.name} declares no such type`, { types: Object.keys(intake.types) });
    },
  };
  return async (event: unknown, context?: LambdaContext): Promise<unknown> => {
    for (const way of ways) {
      const answer = way(event, inlet, context);
      if (answer) return answer;
    }
    throw new EventSourcingError({
      code: 'MalformedRequest',
      message: `${intake.name} takes no such event: it came by none of the ways that eventSourcing.intake.${intake.name} has.`,
      details: { where: 'event' },
    });
  };
}
