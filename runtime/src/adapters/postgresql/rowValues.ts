import { defined } from '../../domain/defined.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { AnyProjection } from '../../projections/projection.js';
import { scalarFields } from '../../projections/rows/rowFields.js';
import type { RowChange } from '../../projections/rows/rowStore.js';
import type { EncodedChange } from './write.js';

/** Whether PostgreSQL can hold a text: none with U+0000, nor with half of a surrogate pair, which UTF-8 does not have. */
export const isText = (text: string): boolean => !text.includes('\0') && !loneSurrogate.test(text);

const loneSurrogate = /\p{Cs}/u;

/** One more than the largest bigint. */
const bigintEnd = 2 ** 63;

/** Whether an integer fits into a column. */
export const isBigint = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < bigintEnd;

export const encodeChange = ({ key, row, expected }: RowChange): EncodedChange => ({
  key,
  position: row.position,
  row: row.row === null ? null : JSON.stringify(row.row),
  expected,
});

/** What a database's refusal of one row is: it names the field, where that can be known. */
export function rowRefused(projection: AnyProjection, { key, row: { row } }: RowChange, cause: unknown): EventSourcingError {
  const field = unheldField(projection, row);
  const what = isText(key) ? 'row' : 'key of the row';
  const where = field === undefined ? '' : `: its field ${field} has ${describe(fieldOf(row, field))}`;
  const said = cause instanceof Error ? cause.message : 'a text has U+0000 or half of a surrogate pair';
  return new EventSourcingError({
    code: 'RowRefused',
    message: `PostgreSQL cannot hold the ${what} '${key.slice(0, 100)}' of ${projection.name}${where}: ${said}.`,
    details: { projection: projection.name, key },
    ...defined({ cause }),
  });
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? `the integer ${value}, beyond a bigint` : 'a text with U+0000 or half of a surrogate pair in it';

const fieldOf = (row: unknown, field: string): unknown => (typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined);

/** The field of a row that PostgreSQL cannot hold, if it is for its value. */
export function unheldField(projection: AnyProjection, row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const types = scalarFields(projection);
  const unheld = Object.entries(row).find(
    ([field, value]) =>
      !isText(field) || !holds(value) || (types.get(field) === 'integer' && typeof value === 'number' && !isBigint(value)),
  );
  return unheld?.[0];
}

function holds(value: unknown): boolean {
  if (typeof value === 'string') return isText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => isText(name) && holds(each));
}
