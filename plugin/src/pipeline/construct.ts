import type {
  AggregateModel,
  IntakeModel,
  ProcessModel,
  ProjectionModel,
  PublisherModel,
  ReceiversModel,
} from 'serverless-event-sourcing-runtime/model';
import type { Verb } from '../cli/verb.js';
import type { Resources } from '../cloudformation/values.js';
import type { Facts, OwnFacts, StreamSource } from './facts.js';
import type { FunctionPart, MergedFunction } from './functionPart.js';
import type { LocalPart } from './localPart.js';
import type { HandlerSource } from './source.js';

export type Checked<Value> = { readonly value: Value } | { readonly faults: readonly string[] };

/** A word of the `eventSourcing` block, and all that it adds to a service. */
export type Construct = {
  /** Such as `publish`. */
  readonly key: string;
  /** Of `eventSourcing[key]`. Unset: nothing is written of it. */
  readonly schema?: object;
  /** A block without it is refused. */
  readonly required?: true;
  /** Short forms, defaults, its own rules. What was written is as the schema says, or undefined. */
  resolve(written: unknown): Checked<Configured>;
  /** Such as `replay`. */
  readonly verbs?: Readonly<Record<string, Verb>>;
  /** Packages that its functions need and only some services have: what of the block needs them. */
  readonly clients?: Readonly<Record<string, string>>;
  /** What to do where its variables are too much for a function, by what their names begin with. */
  readonly remedies?: Readonly<Record<string, string>>;
};

/** Each step closes over what the step before found: nobody else sees its types. */
export type Configured = {
  /** What was written, with its short forms written out and its defaults filled in. */
  readonly config: unknown;
  readonly said?: Partial<Said>;
  /** Rules that one key alone cannot break. */
  rules?(said: Said): readonly string[];
  readonly modules?: readonly ModuleRef[];
  load(modules: Modules): Checked<Part> | Promise<Checked<Part>>;
};

/** What constructs may know of each other before any module is loaded. */
export type Said = {
  /** Who has streams whose names begin so. */
  readonly streams: readonly Named[];
  /** Who answers under such a path. */
  readonly paths: readonly Named[];
  /** Packages that are not bundled. */
  readonly external: readonly string[];
  /** Lambda runtime of the functions. Unset: the provider's. */
  readonly runtime?: string;
};

/** An entry of the block: `aggregate 'Item'`. */
export type Named = { readonly what: string; readonly name: string };

/** A module of the user's: for one of its exports, as `src/item.Item`, or imported for what it does, as `src/receivers`. */
export type ModuleRef = { readonly path: string } & ({ readonly handler: string } | { readonly module: string });

type Definitions = AggregateModel | IntakeModel | ProcessModel | ProjectionModel | PublisherModel;

export type Kind = Definitions['kind'];

export type Model<Wanted extends Kind> = Extract<Definitions, { kind: Wanted }>;

/** The user's modules, by the paths in the block that name them. */
export type Modules = {
  /** Where an export was found. */
  source(path: string): HandlerSource;
  /** The definition that is exported there. */
  define<Wanted extends Kind>(kind: Wanted, path: string): Promise<Checked<Model<Wanted>>>;
  /** Whatever is exported there, and the file's name for people. */
  exported(path: string): Promise<{ readonly value: unknown; readonly exportName: string; readonly file: string }>;
  /** The file of a module that was imported for what it does. */
  file(path: string): string;
  /** What those modules listen to. */
  readonly signals: ReceiversModel['signals'];
  /** Names of the service and its stage. */
  readonly deployment: Facts['deployment'];
};

export type Part = {
  /** What has streams that others may be fed by. */
  readonly sources?: readonly StreamSource[];
  /** All that other constructs may know of it, once all sources are known. */
  facts?(sources: readonly StreamSource[]): Checked<OwnFacts>;
  /** Its parts of functions, its resources. */
  build?(facts: Facts): Built;
  /** A second pass, over the functions as all have built them: metrics, alarms, the sweep, claim checks. */
  over?(functions: readonly MergedFunction[], facts: Facts, resources: Resources): Built;
  /** What its own verbs are handed. */
  own?(facts: Facts): unknown;
};

export type Built = {
  readonly functions?: readonly FunctionPart[];
  readonly resources?: Resources;
  /** Lines for `serverless info`. */
  readonly info?: readonly string[];
  readonly local?: LocalPart;
};
