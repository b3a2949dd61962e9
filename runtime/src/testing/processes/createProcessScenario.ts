import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { emptyStream, type Folded, foldCommit } from '../../domain/aggregates/fold.js';
import type { NewEvent, StoredEvent } from '../../domain/events/event.js';
import { eventAddress, streamName } from '../../domain/stream.js';
import type { Input } from '../../processes/instance/inputs.js';
import { type Instance, type Issued, instanceOf, instanceStreams } from '../../processes/instance/instance.js';
import { react } from '../../processes/instance/react.js';
import type { AnyProcess } from '../../processes/process.js';
import type { Reaction } from '../../processes/reactions.js';
import { describeViolations, type Validate } from '../../validation/violations.js';
import { asStored } from '../display.js';
import { explainEvents, explainValue } from '../explain.js';
import { type Fail, failAt } from '../failure.js';
import { timeOf } from '../history.js';
import type { Past } from '../scenario.js';
import { defaultId, defaultTime, type TestingOptions } from '../settings.js';
import type { OfAggregate, ProcessOutcome, ProcessScenario, TestedProcess, WhichCommand } from './processScenario.js';

type GivenEvent = Past & OfAggregate;

type AnyTested = TestedProcess & { readonly to: readonly AnyAggregate[] };

/** What a scenario is played with. */
type Stage = { readonly process: AnyProcess; readonly validate: Validate; readonly options: TestingOptions };

/** A process as far as a scenario has got, and what it did about what came last. */
type Played = {
  readonly id: string | undefined;
  readonly folded: Folded;
  readonly at: string;
  /** How many events of each aggregate came. */
  readonly versions: ReadonlyMap<string, number>;
  readonly reactions: readonly Reaction[];
  /** What came last. */
  readonly last: string;
};

/** What comes next, made of what the process is by then. */
type Step = (played: Played) => Played;

/** A process that has had some events. It is played when something is asserted, by the fold and the handlers that a deployed service runs. */
export function createProcessScenario(stage: Stage, events: readonly GivenEvent[], fail: Fail): ProcessScenario<AnyTested> {
  return scenario(
    stage,
    events.map((event) => receive(stage, event, fail)),
  );
}

function scenario(stage: Stage, steps: readonly Step[]): ProcessScenario<AnyTested> {
  const after = (step: Step) => outcome(stage, [...steps, step]);
  const when = (event: GivenEvent) => after(receive(stage, event, failAt(when)));
  const whenAccepted = (command: string, { to, version = 1 }: WhichCommand & { readonly version?: number } = {}) =>
    after(outcomeOf(stage, command, to, (issued) => ({ kind: 'accepted', issued, version }), failAt(whenAccepted)));
  const whenRejected = (
    command: string,
    code: string,
    {
      to,
      message = `${command} was rejected: ${code}.`,
      ...told
    }: WhichCommand & { readonly message?: string; readonly details?: unknown } = {},
  ) =>
    after(
      outcomeOf(stage, command, to, (issued) => ({ kind: 'rejected', issued, refusal: { code, message, ...told } }), failAt(whenRejected)),
    );
  const whenPassed = (deadline: string) => after(pass(stage, deadline, failAt(whenPassed)));

  async function thenState(state: unknown): Promise<void> {
    const fail = failAt(thenState);
    const actual = instanceOf(play(stage, steps).folded).state;
    const lines = explainValue(state, actual);
    if (lines.length > 0)
      throw fail({ message: report('The state is another than expected (- expected, + folded):', lines), expected: state, actual });
  }
  return { when, whenAccepted, whenRejected, whenPassed, thenState };
}

function outcome(stage: Stage, steps: readonly Step[]): ProcessOutcome<AnyTested> {
  async function assertReactions(expected: readonly Reaction[], fail: Fail): Promise<void> {
    const { reactions, last } = play(stage, steps);
    const lines = explainEvents(expected.map(shown), reactions.map(shown));
    if (lines.length === 0) return;
    const headline = `${stage.process.name} reacted to ${last} in another way than expected (- expected, + given):`;
    throw fail({ message: report(headline, lines), expected, actual: reactions });
  }
  const thenReactions = (reactions: readonly Reaction[]) => assertReactions(reactions, failAt(thenReactions));
  const thenNothing = () => assertReactions([], failAt(thenNothing));
  return { ...scenario(stage, steps), thenReactions, thenNothing };
}

function play({ process, options }: Stage, steps: readonly Step[]): Played {
  const at = options.at ?? defaultTime;
  const begin: Played = {
    id: undefined,
    folded: emptyStream(instanceStreams(process)),
    at,
    versions: new Map(),
    reactions: [],
    last: 'nothing',
  };
  return steps.reduce((played, step) => step(played), begin);
}

/** An event that comes. */
function receive({ process, validate, options }: Stage, given: GivenEvent, fail: Fail): Step {
  const { type, data, aggregateId = options.aggregateId ?? defaultId, metadata = {} } = given;
  const source = sourceOf(process, given, fail);
  const schema = source.events[type];
  const violations = schema === undefined ? [] : validate(schema, asStored(data));
  if (violations.length > 0)
    throw fail({ message: `${type} is not as ${source.name} can have stored it: ${describeViolations(violations)}.` });

  return (played) => {
    const stream = streamName(source.name, aggregateId);
    const version = (played.versions.get(stream) ?? 0) + 1;
    const at = timeOf(given.at ?? played.at, fail);
    const commandId = `${stream}@${version}`;
    const ids = { commandId, correlationId: commandId, causationId: commandId };
    const event: StoredEvent = { type, data: asStored(data), aggregate: source.name, aggregateId, version, at, ...ids, metadata };
    const next = {
      ...played,
      at,
      versions: new Map([...played.versions, [stream, version]]),
      last: `${type} of ${eventAddress(event)}`,
      reactions: [],
    };
    const handled = Object.hasOwn(process.on, type) || Object.hasOwn(process.evolve.on ?? {}, type);
    const id = handled ? process.key(event) : null;
    if (id === null) return next;
    if (played.id !== undefined && played.id !== id) {
      throw fail({ message: `${next.last} is for another process: its key is '${id}', and that of what came before '${played.id}'.` });
    }
    return reacted(process, { ...next, id }, { kind: 'event', event });
  };
}

/** Records the outcome of a command that was sent. */
function outcomeOf({ process }: Stage, command: string, to: string | undefined, inputOf: (issued: number) => Input, fail: Fail): Step {
  return (played) => {
    const open = Object.values<Issued>(instanceOf(played.folded).open);
    const issued = open.find((each) => nameOf(each) === command && (to === undefined || each.id === to));
    if (issued) return reacted(process, { ...played, last: `the outcome of ${command}` }, inputOf(issued.version));
    const there = open.length === 0 ? 'none is' : open.map((each) => `${nameOf(each)} (${each.id})`).join(', ');
    throw fail({ message: `No ${command}${to === undefined ? '' : ` to '${to}'`} waits for its outcome: ${there}.` });
  };
}

/** A deadline that passes. */
function pass({ process }: Stage, deadline: string, fail: Fail): Step {
  return (played) => {
    const { deadlines }: Instance = instanceOf(played.folded);
    const pending = Object.hasOwn(deadlines, deadline) ? deadlines[deadline] : undefined;
    if (!pending) throw fail({ message: `The deadline '${deadline}' is not set${among(Object.keys(deadlines))}.` });
    const { set, at } = pending;
    const due = { process: process.name, id: played.id ?? '', deadline, set, at };
    return reacted(
      process,
      { ...played, at: at > played.at ? at : played.at, last: `the deadline '${deadline}'` },
      { kind: 'passed', deadline: due },
    );
  };
}

function reacted(process: AnyProcess, played: Played, input: Input): Played {
  const { id = '', folded, at } = played;
  const streams = instanceStreams(process);
  const found = react({ process, streams }, { id, folded }, input, at);
  if (!found) return { ...played, reactions: [] };
  return { ...played, folded: foldCommit(streams, folded, found.commit), reactions: found.reactions };
}

/** The aggregate that an event is of: the one that is named, else the only one that has such events. */
function sourceOf({ name, from }: AnyProcess, { type, aggregate }: GivenEvent, fail: Fail) {
  const fits = from.filter((source) => (aggregate === undefined || source.name === aggregate) && Object.hasOwn(source.events, type));
  const [source, ...others] = fits;
  if (source && others.length === 0) return source;
  throw fail({
    message: source
      ? `${type} could be of any of ${fits.map((each) => each.name).join(', ')}: say which with 'aggregate'.`
      : `${name} is fed by no ${aggregate === undefined ? '' : `${aggregate} with an `}event '${type}', only by those of ${from.map((each) => each.name).join(', ')}.`,
  });
}

const nameOf = ({ aggregate, command }: { readonly aggregate: string; readonly command: string }): string => `${aggregate}.${command}`;

const among = (names: readonly string[]): string => (names.length === 0 ? '' : `, only ${names.join(', ')}`);

/** A reaction as a difference shows it: as an event, which has a name and data. */
function shown(reaction: Reaction): NewEvent {
  if (reaction.kind === 'command') return { type: `${nameOf(reaction)} to '${reaction.id}'`, data: asStored(reaction.data) };
  if (reaction.kind === 'deadline') return { type: `deadline '${reaction.deadline}'`, data: asStored(reaction.after) };
  return { type: `cancelDeadline '${reaction.deadline}'`, data: {} };
}

const report = (headline: string, lines: readonly string[]): string => [headline, '', ...lines.map((line) => `  ${line}`)].join('\n');
