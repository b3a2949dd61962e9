import type { JSONSchema } from 'json-schema-to-ts';

/** What the plugin needs to know of an aggregate. Plain data, so that it can cross from one bundle to another. */
export type AggregateModel = {
  readonly kind: 'aggregate';
  readonly name: string;
  /** JSON Schema of each event's data, by event type. */
  readonly events: Readonly<Record<string, JSONSchema>>;
  readonly commands: Readonly<Record<string, CommandModel>>;
  /** Missing: the definition asks for no snapshots. */
  readonly snapshot?: { readonly every?: number };
  /** It has unique values, or keeps command ids for ever: both need a table of guards. */
  readonly guards: boolean;
};

export type CommandModel = {
  readonly creates: boolean;
  readonly deletes: boolean;
  /** JSON Schema of the payload; that of the emitted event where the command emits one. */
  readonly payload: JSONSchema;
};

/** What the plugin needs to know of a projection. */
export type ProjectionModel = {
  readonly kind: 'projection';
  readonly name: string;
  /** Names of the aggregates whose streams feed it. */
  readonly from: readonly string[];
  /** JSON Schema of a row. */
  readonly row: JSONSchema;
  /** Whether its rows are in a DynamoDB table, which the template has, or in a store that is there without it. */
  readonly store: 'dynamodb' | 'other';
  /** Name of the table's partition key attribute (a string). */
  readonly keyAttribute: string;
  readonly indexes: Readonly<Record<string, IndexModel>>;
  /** Name of the attribute by which DynamoDB deletes rows that have expired; missing where none do. */
  readonly expiryAttribute?: string;
  /** Its rows are fed by many streams each: positions are kept apart from them. */
  readonly shared: boolean;
  /** Its rows are written in one transaction with the commits that change them. */
  readonly inline: boolean;
};

export type IndexModel = { readonly partition: IndexKeyModel; readonly sort?: IndexKeyModel };

/** A key of a secondary index: the row's field, the table's attribute that carries it, and its DynamoDB type. */
export type IndexKeyModel = { readonly field: string; readonly attribute: string; readonly type: 'S' | 'N' };

/** What the plugin needs to know of a process. */
export type ProcessModel = {
  readonly kind: 'process';
  readonly name: string;
  /** What its streams' names begin with, as those of an aggregate of this name would. */
  readonly streams: string;
  /** Names of the aggregates whose streams feed it. */
  readonly from: readonly string[];
  /** Names of the aggregates that it sends commands to. */
  readonly to: readonly string[];
  readonly deadlines: readonly string[];
};

/** What the plugin needs to know of a publisher. */
export type PublisherModel = {
  readonly kind: 'publisher';
  readonly name: string;
  /** Names of the aggregates whose streams feed it. */
  readonly from: readonly string[];
  /** Event types that it may publish, with their aggregate: `Item.PriceUpdated`. */
  readonly events: readonly string[];
};

/** What the plugin needs to know of an intake. */
export type IntakeModel = {
  readonly kind: 'intake';
  readonly name: string;
  /** JSON Schema of each event's data, by event type. */
  readonly events: Readonly<Record<string, JSONSchema>>;
  /** The event that a CloudEvent of a type becomes. */
  readonly types: Readonly<Record<string, string>>;
};

/** Which signals the user's receiver modules listen to. */
export type ReceiversModel = { readonly signals: readonly ('commandReceived' | 'eventPreSave' | 'eventPostSave')[] };
