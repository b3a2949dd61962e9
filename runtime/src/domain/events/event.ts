/**
 * Free data about why and by whom; `actor` is who sent the command, as the authorizer says. `cloudEvent`: of an event from outside, what it
 * said of itself.
 */
export type Metadata = { readonly actor?: string; readonly cloudEvent?: CloudEventAttributes } & Readonly<Record<string, unknown>>;

/** What a CloudEvent says of itself, its data apart. Its extensions are members too, such as `traceparent`. */
export type CloudEventAttributes = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** When it happened, as its source says. RFC 3339. */
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly [extension: string]: string | number | boolean | undefined;
};

/** An event as `decide` returns it. */
export type NewEvent<Type extends string = string, Data = unknown> = { readonly type: Type; readonly data: Data };

/** An event as a commit holds it. `schema` is the number of its type's schema that the data is of; left out, it is 1. */
export type CommittedEvent<Type extends string = string, Data = unknown> = NewEvent<Type, Data> & { readonly schema?: number };

/** An event as folds see it: of the newest schema of its type. `version` is its place in the stream, from 1. */
export type StoredEvent<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly version: number;
  /** When it was committed, ISO 8601 in UTC. Nothing is ordered by it. */
  readonly at: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly metadata: Metadata;
};
