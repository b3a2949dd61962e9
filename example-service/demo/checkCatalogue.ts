import type { Answer, Client } from './client.js';
import { type ExpectedItem, rowOf } from './expectedItems.js';
import { compare, type Mismatch } from './mismatch.js';

type Row = ReturnType<typeof rowOf>;

/** Small, so that the catalogue takes several pages. */
const pageSize = 10;

/** Compares the catalogue with the items that must be in it: as a list, row by row, and by name. */
export async function checkCatalogue(client: Client, items: readonly ExpectedItem[]): Promise<readonly Mismatch[]> {
  const rows = items.filter(({ retired }) => !retired).map(rowOf);
  const mismatches = [...compare('GET /catalogue', byId(rows), byId(await list(client, '/catalogue?', rows.length)))];
  for (const item of items) mismatches.push(...(await checkRow(client, item)));
  for (const name of new Set(items.map(({ state }) => String(state.name)))) {
    mismatches.push(
      ...(await checkName(
        client,
        name,
        rows.filter((row) => row.name === name),
      )),
    );
  }
  return mismatches;
}

async function checkRow({ get }: Client, item: ExpectedItem): Promise<readonly Mismatch[]> {
  const path = `/catalogue/${encodeURIComponent(item.id)}`;
  const { status, body } = await get(path);
  if (item.retired) return compare(`GET ${path} of a retired item`, '404 RowNotFound', `${status} ${body.code}`);
  return compare(`GET ${path}`, rowOf(item), body);
}

/** The index byName answers with the rows of a name, cheapest first. */
async function checkName(client: Client, name: string, rows: readonly Row[]): Promise<readonly Mismatch[]> {
  const path = `/catalogue?index=byName&name=${encodeURIComponent(name)}`;
  const came = await list(client, `${path}&`, rows.length);
  return [
    ...compare(`GET ${path}`, byId(rows), byId(came)),
    ...compare(`GET ${path}, prices`, pricesOf(rows).sort(ascending), pricesOf(came)),
  ];
}

/** All pages of a list; what goes on past the expected number of rows may go on for ever. */
async function list({ get }: Client, path: string, expected: number): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined && rows.length <= expected) {
    const { status, body }: Answer = await get(`${path}limit=${pageSize}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (status !== 200) return [`${status} ${body.code}`];
    rows.push(...(body.rows ?? []));
    cursor = body.cursor;
  }
  return rows;
}

const field = (row: unknown, name: keyof Row): unknown => (typeof row === 'object' && row !== null ? Reflect.get(row, name) : row);

/** Without an index, rows come in no order. */
const byId = (rows: readonly unknown[]): readonly unknown[] =>
  [...rows].sort((a, b) => String(field(a, 'id')).localeCompare(String(field(b, 'id'))));

const pricesOf = (rows: readonly unknown[]): number[] => rows.map((row) => Number(field(row, 'price')));

const ascending = (a: number, b: number): number => a - b;
