/**
 * Free data about an event. `actor`: who sent the command, according to the authorizer. `cloudEvent`: the attributes of an event from
 * outside.
 */
export type Metadata = { readonly actor?: string; readonly cloudEvent?: CloudEventAttributes } & Readonly<Record<string, unknown>>;

/** The attributes of a CloudEvent, without its data. Its extensions are members too, such as `traceparent`. */
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

/** An event as a commit stores it. `schema` is the number of the schema that its data was written with. Default: 1. */
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
