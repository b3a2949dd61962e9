import { escapeIdentifier, escapeLiteral } from 'pg';
import { EventSourcingError } from '../../domain/errors.js';
import type { Database, Query } from './database.js';
import { isAboutValues } from './failures.js';
import { type Layout, ownColumns } from './layout.js';

/** What is in the database under the name of a layout's table. */
type Found = {
  readonly comment: string | null;
  /** Types of its columns. */
  readonly columns: Readonly<Record<string, string>>;
  /** Those that the database makes by itself. */
  readonly generated: readonly string[];
  readonly indexes: readonly string[];
  readonly positions: boolean;
};

/**
 * Brings the tables of a layout into being, or up to it: new columns, whose values the database makes of the rows that are there, and new
 * indexes. Nothing is dropped, since the code before may still run. One of many who come at once does it, the others wait.
 *
 * @throws StoreRefused for what cannot be added to
 */
export async function migrate(database: Database, layout: Layout): Promise<void> {
  // Most often there is nothing to do, and then no lock should be waited for.
  if (missing(layout, await inspect(database.query, layout)).length === 0) return;
  await database.transaction(async (query) => {
    await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`serverless-event-sourcing ${layout.table}`]);
    for (const statement of missing(layout, await inspect(query, layout))) {
      await query(statement).catch((error: unknown) => {
        throw isAboutValues(error) ? unfit(layout, statement, error) : error;
      });
    }
  });
}

const inspection = `
  select
    obj_description(to_regclass($1), 'pg_class') as comment,
    coalesce((select json_object_agg(attname, format_type(atttypid, atttypmod)) from pg_attribute
      where attrelid = to_regclass($1) and attnum > 0 and not attisdropped), '{}') as columns,
    coalesce((select json_agg(attname) from pg_attribute
      where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = 's'), '[]') as generated,
    coalesce((select json_agg(relname) from pg_index join pg_class on oid = indexrelid
      where indrelid = to_regclass($1) and indisvalid), '[]') as indexes,
    to_regclass($2) is not null as positions`;

async function inspect(query: Query, { table, positions }: Layout): Promise<Found> {
  const [found] = await query(inspection, [table, positions ?? table]);
  return found as Found;
}

/** What is still to be done, as statements. */
function missing(layout: Layout, found: Found): readonly string[] {
  const { owner, table, columns, indexes, positions } = layout;
  const isThere = Object.keys(found.columns).length > 0;
  if (isThere) check(layout, found);
  const own = '_key text collate "C" primary key, _position bigint not null, _row jsonb';
  const added = columns.filter(({ name }) => !Object.hasOwn(found.columns, name)).map(({ definition }) => definition);
  return [
    ...(isThere ? [] : [`create table ${table} (${[own, ...added].join(', ')})`, `comment on table ${table} is ${escapeLiteral(owner)}`]),
    ...(isThere && added.length > 0 ? [`alter table ${table} ${added.map((definition) => `add column ${definition}`).join(', ')}`] : []),
    ...indexes
      .filter(({ name }) => !found.indexes.includes(name))
      .map(({ name, definition }) => `create index ${escapeIdentifier(name)} on ${table} ${definition}`),
    ...(positions === undefined || (isThere && found.positions)
      ? []
      : [`create table if not exists ${positions} (_stream text collate "C" primary key, _position bigint not null)`]),
  ];
}

function check(layout: Layout, { comment, columns, generated }: Found): void {
  const { owner, table, projection } = layout;
  const otherOwn = Object.entries(ownColumns).find(([name, type]) => columns[name] !== type);
  if (otherOwn || (comment !== null && comment !== owner)) {
    throw refused(
      layout,
      `the table is another's: ${comment ?? `its column ${otherOwn?.[0]} is not ${otherOwn?.[1]}`}. Give the store another table or schema.`,
    );
  }
  for (const { name, type } of layout.columns) {
    const there = columns[name];
    if (there === undefined) continue;
    const remedy = `Give the field another name, or \`alter table ${table} drop column ${escapeIdentifier(name)}\` once no code wants it: the column is made again, of the rows.`;
    if (!generated.includes(name)) throw refused(layout, `its column ${name} was not made by this library. ${remedy}`);
    if (there !== type) {
      throw refused(layout, `its column ${name} is ${there}, and a field '${name}' of ${projection.name} is ${type} now. ${remedy}`);
    }
  }
}

const unfit = (layout: Layout, statement: string, cause: unknown) =>
  refused(
    layout,
    `rows that are there do not fit: ${cause instanceof Error ? cause.message : String(cause)}, at \`${statement.slice(0, 300)}\`. Give the field another name, or rebuild the projection.`,
    cause,
  );

const refused = ({ table, projection }: Layout, problem: string, cause?: unknown) =>
  new EventSourcingError({
    code: 'StoreRefused',
    message: `Table ${table} in PostgreSQL cannot be migrated to the rows of ${projection.name}: ${problem}`,
    details: { store: table },
    cause,
  });
