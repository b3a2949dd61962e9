import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export type Arguments = { readonly seconds: number; readonly seed: number; readonly workers: number; readonly json: boolean };

export const usage = 'npm run torture -- [--seconds N] [--seed N] [--workers N] [--side command] [--json]';

/** Reads the command line. @throws TypeError, with what to do */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '20' },
      seed: { type: 'string' },
      workers: { type: 'string', default: '4' },
      side: { type: 'string', default: 'command' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.side !== 'command') throw new TypeError(`--side must be 'command', the only one there is; '${values.side}' given.`);
  return {
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
