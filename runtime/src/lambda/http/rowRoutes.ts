import { defined } from '../../domain/defined.js';
import type { AnyProjection } from '../../projections/projection.js';
import { shownRow } from '../../projections/rows/expiry.js';
import { type Index, indexesOf } from '../../projections/rows/indexes.js';
import type { PageOptions, RowPage, RowReader } from '../../projections/rows/rowStore.js';
import { etagOf } from './etag.js';
import { type HttpEvent, type HttpResponse, json } from './event.js';
import { malformed, type Parameters, parametersOf, wholeNumber } from './parameters.js';
import { HttpError } from './problem.js';
import { asksForOwnWrites, readYourWrites } from './readYourWrites.js';

const defaultPage = 100;
const largestPage = 1000;

/** `GET /catalogue/{key}`: one row, with its position as `ETag`. */
export async function rowRoute(event: HttpEvent, projection: AnyProjection, rows: RowReader): Promise<HttpResponse> {
  parametersOf(event, []);
  const applied = await readYourWrites(event, projection, rows);
  const key = event.pathParameters?.key ?? '';
  const found = key === '' ? undefined : shownRow(projection, (await rows.load([key])).get(key));
  if (!found) throw new HttpError(404, 'RowNotFound', `${projection.name} has no row '${key}'.`);
  return json(200, found.row, { etag: etagOf(found.position), ...applied });
}

/** `GET /catalogue`: rows, paged; with `?index=byName&name=Chair` those of one value, in the index's order. */
export async function rowsRoute(event: HttpEvent, projection: AnyProjection, rows: RowReader): Promise<HttpResponse> {
  const indexes = indexesOf(projection);
  const wanted = event.queryStringParameters?.index;
  const index = wanted !== undefined && Object.hasOwn(indexes, wanted) ? indexes[wanted] : undefined;
  if (wanted !== undefined && !index) {
    throw malformed('index', `must be one of ${projection.name}'s (${Object.keys(indexes).join(', ') || 'it has none'})`, wanted);
  }
  const parameters = parametersOf(event, ['index', 'limit', 'cursor', ...(index ? [index.partition.field] : [])]);
  const cursor = parameters.get('cursor');
  const page: PageOptions = {
    limit: wholeNumber(parameters, 'limit', 1, largestPage) ?? defaultPage,
    ...defined({ cursor }),
  };
  const find = finder(rows, parameters, wanted, index);
  const applied = await readYourWrites(event, projection, rows);
  if (asksForOwnWrites(event)) await rows.refresh?.();
  return json(200, await find(page), applied);
}

function finder(
  rows: RowReader,
  parameters: Parameters,
  wanted: string | undefined,
  index: Index | undefined,
): (page: PageOptions) => Promise<RowPage> {
  if (wanted === undefined || !index) return rows.list;
  const { field, type } = index.partition;
  const value = indexValue(parameters, wanted, field, type);
  return (page) => rows.query(wanted, value, page);
}

function indexValue(parameters: Parameters, index: string, field: string, type: 'S' | 'N'): string | number {
  const value = parameters.get(field);
  if (value === undefined || value === '') throw malformed(field, `is needed with index=${index}: rows are found by its value`, value);
  if (type === 'S') return value;
  const number = Number(value);
  if (!Number.isFinite(number)) throw malformed(field, 'must be a number', value);
  return number;
}
