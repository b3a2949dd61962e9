import { isDeepStrictEqual } from 'node:util';

/** A place where the service did something else than it must. */
export type Mismatch = { readonly where: string; readonly expected: unknown; readonly came: unknown };

/** One mismatch if the two values differ, none if they are equal. */
export const compare = (where: string, expected: unknown, came: unknown): readonly Mismatch[] =>
  isDeepStrictEqual(expected, came) ? [] : [{ where, expected, came }];

/** A mismatch for people. */
export const describe = ({ where, expected, came }: Mismatch): string => `${where}: expected ${shown(expected)}, came ${shown(came)}`;

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
