import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export type Side = 'command' | 'read';

export type Arguments = {
  readonly side: Side;
  readonly seconds: number;
  readonly seed: number;
  /** Where the read side's events are. */
  readonly database: 'dynamodb' | 'memory';
  /** Processes of the command side. */
  readonly workers: number;
  readonly json: boolean;
};

export const usage =
  'npm run torture -- [--side command|read] [--seconds N] [--seed N] [--workers N] [--database dynamodb|memory] [--json]';

/** Reads the command line. @throws TypeError, with what to do */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '20' },
      seed: { type: 'string' },
      workers: { type: 'string', default: '4' },
      side: { type: 'string', default: 'command' },
      database: { type: 'string', default: 'dynamodb' },
      json: { type: 'boolean', default: false },
    },
  });
  const { side, database } = values;
  if (side !== 'command' && side !== 'read') throw new TypeError(`--side must be 'command' or 'read', '${side}' given.`);
  if (database !== 'dynamodb' && (database !== 'memory' || side !== 'read')) {
    throw new TypeError(`--database must be 'dynamodb', or 'memory' with --side read; '${database}' given.`);
  }
  return {
    side,
    database,
    seconds: whole('seconds', values.seconds, 1),
    seed: values.seed === undefined ? randomInt(1, 2 ** 31) : whole('seed', values.seed, 0),
    workers: whole('workers', values.workers, 1),
    json: values.json,
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`--${name} must be a whole number from ${least}, '${text}' given.`);
}
