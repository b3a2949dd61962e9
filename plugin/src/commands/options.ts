import { listed, nearest } from '../config/spelling.js';
import type { CliOptions } from '../framework/types.js';
import type { AggregateEntry, ServiceModel } from '../model/model.js';
import { UserFault } from '../userFault.js';

/** The aggregate that `--aggregate` names. @throws UserFault when there is none */
export const aggregateOption = ({ aggregates }: ServiceModel, { aggregate }: CliOptions): AggregateEntry => {
  const found = aggregates.find(({ name }) => name === aggregate);
  if (found) return found;
  const names = aggregates.map(({ name }) => name);
  const meant = nearest(String(aggregate), names);
  throw invalid('aggregate', `the name of an aggregate (${listed(names, 'or')})`, aggregate, meant && ` Did you mean '${meant}'?`);
};

/** A number above 0; undefined where the option is not given. @throws UserFault */
export const rateOption = ({ rate }: CliOptions): number | undefined => {
  if (rate === undefined || rate === null) return undefined;
  const number = Number(rate);
  if (Number.isFinite(number) && number > 0) return number;
  throw invalid('rate', 'a number above 0', rate);
};

const invalid = (option: string, rule: string, value: unknown, hint = ''): UserFault =>
  new UserFault({ code: 'EVENT_SOURCING_OPTION_INVALID', message: `--${option} must be ${rule}, '${String(value)}' given.${hint}` });
