import type { ReplaySelection } from 'serverless-event-sourcing-runtime/model';
import { invalid, ruleOf, type ServiceConsumer, serviceConsumers } from '../../cli/options.js';
import type { CliOptions } from '../../framework/types.js';
import type { LoadedService } from '../../pipeline/loadedService.js';
import { listed, nearest } from '../../pipeline/spelling.js';
import { given } from '../../values.js';
import { means, type Publisher } from './publisher.js';

/** A publisher, and the consumer that it is. */
export type Publishing = Pick<Publisher, 'name' | 'target' | 'model'> & { readonly consumer: ServiceConsumer };

/** The publisher that `--publisher` names, with or without what its consumer's name begins with. @throws UserFault when there is none */
export const publisherOption = (
  publishers: readonly Publisher[],
  service: LoadedService,
  { publisher: written }: CliOptions,
): Publishing => {
  const name = String(written).replace(/^publishers\//, '');
  const found = publishers.find((publisher) => publisher.name === name);
  const consumer = serviceConsumers(service).find((one) => one.name === `publishers/${name}`);
  if (found && consumer) return { ...found, consumer };
  const names = publishers.map((publisher) => publisher.name);
  const other = service.facts.consumers.find(({ name: full, known }) => full === name || known.name === name);
  const meant = nearest(name, names);
  const hint = other
    ? ` It is ${other.known.as}, and what it did once is not done again: only publishers replay.`
    : meant && ` Did you mean '${meant}'?`;
  throw invalid('publisher', ruleOf('a publisher', names), written, hint);
};

/** Which events `--from`, `--to`, `--types` and `--aggregate` choose. @throws UserFault */
export const selectionOption = ({ model }: Publishing, options: CliOptions): ReplaySelection => {
  const [from, to] = [timeOption(options, 'from'), timeOption(options, 'to')];
  if (from !== undefined && to !== undefined && from >= to) throw invalid('to', `a time after --from (${from})`, options.to);
  const types = typesOption(model.events, options);
  const aggregate = aggregateOption(model.from, options);
  return given({ from, to, types, aggregate });
};

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const timeOption = (options: CliOptions, name: 'from' | 'to'): string | undefined => {
  const value = options[name];
  if (!isGiven(value)) return undefined;
  const time = new Date(String(value));
  if (/^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(String(value)) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw invalid(name, "a time, such as '2026-01-31' or '2026-01-31T12:00:00Z'", value);
};

const typesOption = (published: readonly string[], { types }: CliOptions): readonly string[] | undefined => {
  if (!isGiven(types)) return undefined;
  const words = String(types)
    .split(',')
    .map((word) => word.trim());
  for (const word of words) {
    if (published.some((event) => means(word, event))) continue;
    const meant = nearest(
      word,
      published.flatMap((event) => [event, event.slice(event.indexOf('.') + 1)]),
    );
    throw invalid('types', `events that it publishes (${listed(published, 'or')})`, word, meant && ` Did you mean '${meant}'?`);
  }
  return published.filter((event) => words.some((word) => means(word, event)));
};

const aggregateOption = (from: readonly string[], { aggregate }: CliOptions): string | undefined => {
  if (!isGiven(aggregate)) return undefined;
  const name = String(aggregate);
  if (from.includes(name)) return name;
  throw invalid('aggregate', `an aggregate that feeds it (${listed(from, 'or')})`, aggregate);
};
