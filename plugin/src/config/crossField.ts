import { listed } from '../pipeline/spelling.js';
import type { Config } from './config.js';

/** Tables of the plugin's own, now or in features to come: a projection of that name would want the same table. */
const reservedTables = ['events', 'snapshots', 'bookmarks', 'parked', 'guards'];

/** Rules that one key alone cannot break. */
export const crossFieldFaults = (config: Config): string[] => {
  const projections = Object.keys(config.projections);
  return [
    ...projections.filter((name) => reservedTables.includes(name.toLowerCase())).map(reserved),
    ...projections.filter((name) => Object.hasOwn(config.aggregates, name)).map(samePath),
    ...projections.flatMap((name, index) => sameTable(name, projections.slice(0, index))),
    ...Object.keys(config.processes).flatMap((name, index, names) => sameStreams(name, names.slice(0, index), config)),
    ...Object.keys(config.intake)
      .filter((name) => Object.hasOwn(config.aggregates, name))
      .map(sameAsAggregate),
    ...queueFaults(config.commandQueue),
  ];
};

/**
 * Least visibility timeout of a queue behind a function, in seconds.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const leastVisibility = (timeout: number): number => 6 * timeout;

const queueFaults = (commandQueue: Config['commandQueue']): string[] => {
  if (commandQueue === false) return [];
  const { timeout, visibilityTimeout } = commandQueue;
  const least = leastVisibility(timeout);
  if (visibilityTimeout >= least) return [];
  return [
    `eventSourcing.commandQueue.visibilityTimeout must be six times the function's timeout (${timeout} s) at least, '${visibilityTimeout}' given. Set it to ${least} or more, or leave it out.`,
  ];
};

const reserved = (name: string): string =>
  `eventSourcing.projections.${name} must not have a reserved name (${listed(reservedTables)}), '${name}' given. Rename the projection.`;

const samePath = (name: string): string =>
  `eventSourcing.projections.${name} must not share its URL path '/${name}' with the aggregate of that name. Rename the projection, to '${lowerFirst(name)}' for one.`;

const sameTable = (name: string, earlier: readonly string[]): string[] => {
  const other = earlier.find((candidate) => tableId(candidate) === tableId(name));
  return other
    ? [
        `eventSourcing.projections.${name} must differ from '${other}' by more than capitals and hyphens, '${name}' given. Rename one of them.`,
      ]
    : [];
};

/** A process has streams of its own, named as those of an aggregate: `Fulfilment/42`. */
const sameStreams = (name: string, earlier: readonly string[], { aggregates, intake }: Config): string[] => {
  const streams = upperFirst(name);
  const twin = earlier.find((candidate) => upperFirst(candidate) === streams);
  const other = Object.hasOwn(aggregates, streams)
    ? `the aggregate '${streams}'`
    : Object.hasOwn(intake, streams)
      ? `the intake '${streams}'`
      : twin === undefined
        ? undefined
        : `the process '${twin}'`;
  return other === undefined
    ? []
    : [`eventSourcing.processes.${name} must not share its streams '${streams}/…' with ${other}, '${name}' given. Rename the process.`];
};

const sameAsAggregate = (name: string): string =>
  `eventSourcing.intake.${name} must not share its streams '${name}/…' with the aggregate of that name, '${name}' given. Rename the intake.`;

const upperFirst = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

// CloudFormation's logical ids know letters and digits only.
const tableId = (name: string): string => name.toLowerCase().replaceAll('-', 'dash');

const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
