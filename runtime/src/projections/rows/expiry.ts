import type { AnyProjection } from '../projection.js';
import { scalarFields } from './rowFields.js';
import type { PositionedRow } from './rowStore.js';

/** The field that says when a projection's rows expire; undefined where they do not. */
export const expiryField = ({ store }: Pick<AnyProjection, 'store'>): string | undefined => (store.open ? undefined : store.ttl);

/** Why a field cannot say when rows expire; undefined where it can, and where there is none. */
export function expiryRefusal(projection: AnyProjection): string | undefined {
  const field = expiryField(projection);
  const type = field === undefined ? undefined : scalarFields(projection).get(field);
  if (field === undefined || type === 'number' || type === 'integer') return undefined;
  return `ttl is '${field}', which must be a number or integer property of row: seconds since 1970.`;
}

/** When a row expires, in seconds since 1970; undefined for one that does not. */
export function expiryOf(projection: Pick<AnyProjection, 'store'>, row: unknown): number | undefined {
  const field = expiryField(projection);
  const value: unknown = field === undefined || typeof row !== 'object' || row === null ? undefined : Reflect.get(row, field);
  return typeof value === 'number' && value > 0 ? Math.floor(value) : undefined;
}

/** Whether a row has expired by `now`, in milliseconds since 1970. */
export const isExpired = (projection: Pick<AnyProjection, 'store'>, row: unknown, now: number): boolean =>
  (expiryOf(projection, row) ?? Number.POSITIVE_INFINITY) <= now / 1000;

/** The row that readers are shown; undefined for none: it was removed, or has expired. */
export const shownRow = (projection: AnyProjection, found: PositionedRow | undefined, now = Date.now()): PositionedRow | undefined =>
  !found || found.row === null || isExpired(projection, found.row, now) ? undefined : found;
