export type { CommitFormat, DynamoDBEventStoreOptions } from './adapters/dynamodb/events/eventStore.js';
export { dynamoDBEventStore } from './adapters/dynamodb/events/eventStore.js';
export type { ReadModelRows, ServiceRows } from './adapters/dynamodb/rows/readModel.js';
export { readModel } from './adapters/dynamodb/rows/readModel.js';
export type { DynamoDBServedRowsOptions } from './adapters/dynamodb/rows/servedRows.js';
export { dynamoDBServedRows } from './adapters/dynamodb/rows/servedRows.js';
export type { DynamoDBSnapshotStoreOptions } from './adapters/dynamodb/snapshots/snapshotStore.js';
export { dynamoDBSnapshotStore } from './adapters/dynamodb/snapshots/snapshotStore.js';
export { causes } from './commands/causes.js';
export { createDispatcher } from './commands/createDispatcher.js';
export type { Dispatcher, DispatcherOptions } from './commands/dispatcher.js';
export type { LoadedAggregate } from './commands/state/load.js';
export { loadState } from './commands/state/loadState.js';
export type { Warn } from './commands/state/snapshots.js';
export type { StateCache, StateCacheOptions } from './commands/state/stateCache.js';
export { createStateCache } from './commands/state/stateCache.js';
export type { Moment } from './commands/state/streamState.js';
export type { TransactionScope } from './commands/transact/transactionScope.js';
export type {
  Aggregate,
  AnyAggregate,
  CommandDefinition,
  Decision,
  DecisionContext,
  NewEventOf,
  RejectionCodeOf,
  RejectionOf,
  SnapshotPolicy,
  StateOf,
  StoredEventOf,
  UniqueValue,
} from './domain/aggregates/aggregate.js';
export { defineAggregate } from './domain/aggregates/defineAggregate.js';
export type { Folded } from './domain/aggregates/fold.js';
export type { Reason, Rejection } from './domain/aggregates/rejection.js';
export { reject } from './domain/aggregates/rejection.js';
export type { Command, CommandResult, ExpectedVersion } from './domain/commands/command.js';
export type { Commit } from './domain/commit.js';
export { consistencyToken } from './domain/consistencyToken.js';
export type { ErrorCode, ErrorDetails, Violation } from './domain/errors.js';
export { EventSourcingError, isEventSourcingError } from './domain/errors.js';
export type { CloudEventAttributes, CommittedEvent, Metadata, NewEvent, StoredEvent } from './domain/events/event.js';
export type { EventSource, SchemaEvolution, UnknownEvents } from './domain/events/eventSource.js';
export type { AnyUpcaster, Upcaster, Upcasters, Upcasting } from './domain/events/upcaster.js';
export { from } from './domain/events/upcaster.js';
export type { Data, JSONSchema, Schemas } from './domain/schema.js';
export { object } from './domain/schema.js';
export { eventAddress } from './domain/stream.js';
export type { BlobStore } from './eventStore/blobStore.js';
export type { AppendResult, EventStore, ReadOptions } from './eventStore/eventStore.js';
export { inMemoryEventStore } from './eventStore/inMemoryEventStore.js';
export { inMemorySnapshotStore } from './eventStore/inMemorySnapshotStore.js';
export type { EventPage } from './eventStore/readEvents.js';
export { readEvents } from './eventStore/readEvents.js';
export type { Snapshot, SnapshotStore } from './eventStore/snapshotStore.js';
export type { EventsOptions } from './eventStore/streamEvents.js';
export { streamEvents } from './eventStore/streamEvents.js';
export type { Guard, GuardChange, Transaction, TransactionResult, VersionCheck } from './eventStore/transaction.js';
export { defineIntake } from './intake/defineIntake.js';
export type { AnyIntake, Intake } from './intake/intake.js';
export { defineProcess } from './processes/defineProcess.js';
export type { Accepted, AnyProcess, Passed, Process, ProcessContext, Rejected } from './processes/process.js';
export type { CancelDeadline, Delay, Reaction, SentCommand, SetDeadline } from './processes/reactions.js';
export { cancelDeadline, command, deadline } from './processes/reactions.js';
export type { Deadline, Scheduler } from './processes/scheduler.js';
export { defineProjection } from './projections/defineProjection.js';
export type { AnyProjection, OpenedReadStore, OpenOptions, Projection, ReadStore, RowOf, Source } from './projections/projection.js';
export type { ReadModel, ReadPage } from './projections/readModel.js';
export type { DynamoDBReadStore, IndexDefinition, Slot } from './projections/readStore.js';
export { dynamodb } from './projections/readStore.js';
export { inMemoryRowStore } from './projections/rows/inMemoryRowStore.js';
export type {
  PageOptions,
  PositionedRow,
  RowChange,
  RowPage,
  RowReader,
  RowSaved,
  RowStore,
  SharedRows,
} from './projections/rows/rowStore.js';
export type { CloudEvent } from './publishers/cloudEvent.js';
export type { SenderOptions } from './publishers/createSender.js';
export { definePublisher } from './publishers/definePublisher.js';
export { type PublishEventsOptions, publishEvents } from './publishers/publishEvents.js';
export type { PublicEvent, PublicEvents, Publisher } from './publishers/publisher.js';
export { type PublisherConsumerOptions, publisherConsumer } from './publishers/publisherConsumer.js';
export type { Entry, Limits, Order, Target, TargetRefusal as Refusal } from './publishers/target.js';
export type { Serialiser, SerialiserContext } from './serialisers/serialiser.js';
export { createSignals, signals } from './signals/createSignals.js';
export type { Filter } from './signals/filter.js';
export type { CommandReceived, EventPostSave, EventPreSave, SignalName, SignalPayloads, Signals, Unsubscribe } from './signals/signals.js';
export { veto } from './signals/veto.js';
