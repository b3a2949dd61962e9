import { setTimeout as sleep } from 'node:timers/promises';
import { awaitReached } from '../../projections/awaitReached.js';
import type { AnyProjection } from '../../projections/projection.js';
import type { RowReader } from '../../projections/rows/rowStore.js';
import { type HttpEvent, header } from './event.js';
import { preferencesOf } from './prefer.js';

const wholeSeconds = /^\d{1,6}$/;

/** Longest wait of a query, in seconds: API Gateway gives up after 30. */
const longestWait = 20;

/**
 * Where a query has a `Consistency-Token`, waits until the projection shows its event, as long as the caller prefers to: `Prefer: wait=2`, in
 * seconds. Answers the headers that tell of it. @throws ProjectionBehind, MalformedRequest
 */
export async function readYourWrites(event: HttpEvent, projection: AnyProjection, rows: RowReader): Promise<Record<string, string>> {
  const token = tokenOf(event);
  if (token === undefined) return {};
  const preferred = preferencesOf(event, 'wait').find((value) => wholeSeconds.test(value));
  const seconds = Math.min(Number(preferred ?? 0), longestWait);
  await awaitReached(projection, rows, token, { wait: seconds * 1000, now: () => performance.now(), sleep });
  return preferred === undefined ? {} : { 'preference-applied': `wait=${seconds}` };
}

/** Whether a query is to show what its caller wrote. */
export const asksForOwnWrites = (event: HttpEvent): boolean => tokenOf(event) !== undefined;

const tokenOf = (event: HttpEvent): string | undefined => header(event, 'consistency-token');
