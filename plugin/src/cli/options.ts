import type { CliOptions } from '../framework/types.js';
import type { AggregateEntry, ProjectionEntry, ServiceModel } from '../model/model.js';
import { listed, nearest } from '../pipeline/spelling.js';
import { type ServiceConsumer, serviceConsumers } from '../template/consumers.js';
import { UserFault } from '../userFault.js';

/** The aggregate that `--aggregate` names. @throws UserFault when there is none */
export const aggregateOption = ({ aggregates }: ServiceModel, { aggregate }: CliOptions): AggregateEntry => {
  const found = aggregates.find(({ name }) => name === aggregate);
  if (found) return found;
  const names = aggregates.map(({ name }) => name);
  const meant = nearest(String(aggregate), names);
  throw invalid('aggregate', `the name of an aggregate (${listed(names, 'or')})`, aggregate, meant && ` Did you mean '${meant}'?`);
};

/** The projection that `--projection` names. @throws UserFault when there is none */
export const projectionOption = ({ projections }: ServiceModel, { projection }: CliOptions): ProjectionEntry => {
  const found = projections.find(({ name }) => name === projection);
  if (found) return found;
  const names = projections.map(({ name }) => name);
  const meant = nearest(String(projection), names);
  const rule = names.length === 0 ? 'the name of a projection (the service has none)' : `the name of a projection (${listed(names, 'or')})`;
  throw invalid('projection', rule, projection, meant && ` Did you mean '${meant}'?`);
};

/** A number above 0; undefined where the option is not given. @throws UserFault */
export const rateOption = ({ rate }: CliOptions): number | undefined => {
  if (rate === undefined || rate === null) return undefined;
  const number = Number(rate);
  if (Number.isFinite(number) && number > 0) return number;
  throw invalid('rate', 'a number above 0', rate);
};

/** The consumer that `--consumer` names. @throws UserFault when there is none */
export const consumerOption = (model: ServiceModel, { consumer }: CliOptions): ServiceConsumer => {
  const consumers = serviceConsumers(model);
  const found = consumers.find(({ name }) => name === consumer);
  if (found) return found;
  const names = consumers.map(({ name }) => name);
  const meant = nearest(String(consumer), names);
  const rule = names.length === 0 ? 'the name of a consumer (the service has none)' : `the name of a consumer (${listed(names, 'or')})`;
  throw invalid('consumer', rule, consumer, meant && ` Did you mean '${meant}'?`);
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
