import type { CliOptions } from '../framework/types.js';
import type { LoadedService } from '../pipeline/loadedService.js';
import { listed, nearest } from '../pipeline/spelling.js';
import { UserFault } from '../userFault.js';

/** Anything fed by the events table's stream: the name that it has in the tables, and the function that runs it. */
export type ServiceConsumer = { readonly name: string; readonly functionKey: string };

/** All consumers of a service, by the functions that run them. */
export const serviceConsumers = ({ merged }: LoadedService): ServiceConsumer[] =>
  merged.flatMap(({ key, consumers = [] }) => consumers.map((name) => ({ name, functionKey: key })));

/** What an option names of several, such as the aggregate that `--aggregate` names. @throws UserFault when there is none */
export const namedOption = <Item extends { readonly name: string }>(
  option: string,
  what: string,
  items: readonly Item[],
  { [option]: value }: CliOptions,
): Item => {
  const found = items.find(({ name }) => name === value);
  if (found) return found;
  const names = items.map(({ name }) => name);
  const meant = nearest(String(value), names);
  throw invalid(option, ruleOf(what, names), value, meant && ` Did you mean '${meant}'?`);
};

/** The rule of an option that names one of several. */
export const ruleOf = (what: string, names: readonly string[]): string =>
  names.length === 0 ? `the name of ${what} (the service has none)` : `the name of ${what} (${listed(names, 'or')})`;

/** The consumer that `--consumer` names. @throws UserFault when there is none */
export const consumerOption = (service: LoadedService, options: CliOptions): ServiceConsumer =>
  namedOption('consumer', 'a consumer', serviceConsumers(service), options);

/** A number above 0; undefined where the option is not given. @throws UserFault */
export const rateOption = ({ rate }: CliOptions): number | undefined => {
  if (rate === undefined || rate === null) return undefined;
  const number = Number(rate);
  if (Number.isFinite(number) && number > 0) return number;
  throw invalid('rate', 'a number above 0', rate);
};

/** A stream's name; undefined where the option is not given. @throws UserFault */
export const streamOption = ({ stream }: CliOptions): string | undefined => {
  if (stream === undefined || stream === null) return undefined;
  if (typeof stream === 'string' && /^[^/]+\/./s.test(stream)) return stream;
  throw invalid('stream', "the name of a stream, such as 'Item/42'", stream);
};

/** For verbs that functions do: where those of `--local` listen. serverless-offline has an option of the same name. */
export const lambdaPortOption = {
  lambdaPort: { usage: "With --local: port of serverless-offline's Lambda endpoint, if it is not in serverless.yml", type: 'string' },
} as const;

/** For verbs that compare streams with consumers. */
export const graceOption = {
  grace: { usage: "Seconds that a stream's last commit must be old (default: 600): younger ones may be under way", type: 'string' },
} as const;

/** A number from 0; undefined where the option is not given. @throws UserFault */
export const numberOption = (options: CliOptions, name: string): number | undefined => {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw invalid(name, 'a number from 0', value);
};

/** A whole number from 1; undefined where the option is not given. @throws UserFault */
export const wholeNumberOption = (options: CliOptions, name: string): number | undefined => {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw invalid(name, 'a whole number from 1', value);
};

/** What is wrong with an option. */
export const invalid = (option: string, rule: string, value: unknown, hint = ''): UserFault =>
  new UserFault({ code: 'EVENT_SOURCING_OPTION_INVALID', message: `--${option} must be ${rule}, '${String(value)}' given.${hint}` });

/** For verbs that have functions read the events table as a whole. @throws UserFault where these may not */
export const scanningAllowed = ({ facts }: LoadedService): void => {
  if (facts.scans) return;
  const message =
    "eventSourcing.sweep must not be false for this, 'false' given: the functions may not read the events table as a whole. Set it, and deploy.";
  throw new UserFault({ code: 'EVENT_SOURCING_SWEEP_OFF', message });
};
