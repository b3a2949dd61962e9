import { EventSourcingError } from '../../domain/errors.js';
import type { AnyProjection } from '../projection.js';

/** The attribute that is the partition key of a read model's table. */
export const keyAttribute = 'key';

/** The attribute of a read model's table by which DynamoDB deletes what has expired. */
export const expiryAttribute = 'expires';

/** Longest text that an index has, in bytes, in every store: a row with a longer one is left out of it. It is the longest sort key of DynamoDB. */
export const longestIndexed = 1024;

/** A key of an index: the row's field, the table's attribute that carries its value, and its DynamoDB type. */
export type IndexKey = { readonly field: string; readonly attribute: string; readonly type: 'S' | 'N' };

export type Index = { readonly partition: IndexKey; readonly sort?: IndexKey };

const validName = /^[A-Za-z][A-Za-z0-9_.-]{2,63}$/;

/**
 * The indexes of a projection's table. Index keys have attributes of their own, beside the row: a field may serve several indexes, and a
 * row's field names never meet the table's. @throws DefinitionInvalid for a field that is not a string or number of the row
 */
export function indexesOf(projection: AnyProjection): Readonly<Record<string, Index>> {
  return Object.fromEntries(
    Object.entries(projection.store.indexes).map(([name, { partition, sort }]) => {
      if (!validName.test(name))
        throw invalid(projection, `index '${name}' must be a letter followed by 2 to 63 letters, digits, '_', '-' or '.'.`);
      const key = (role: string, field: string) => ({ field, attribute: `${name}_${role}`, type: typeOf(projection, name, field) });
      return [name, { partition: key('partition', partition), ...(sort === undefined ? {} : { sort: key('sort', sort) }) }];
    }),
  );
}

/** The index that a query names. @throws MalformedRequest for a name that is none of the projection's */
export function indexNamed(projection: AnyProjection, indexes: Readonly<Record<string, Index>>, name: string): Index {
  const index = Object.hasOwn(indexes, name) ? indexes[name] : undefined;
  if (index) return index;
  const known = Object.keys(indexes);
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `${projection.name} has no index '${name}', ${known.length > 0 ? `only ${known.join(', ')}` : 'it has none at all'}.`,
    details: { where: 'index' },
  });
}

function typeOf(projection: AnyProjection, index: string, field: string): 'S' | 'N' {
  const { row } = projection;
  const property = typeof row === 'object' && row.properties && Object.hasOwn(row.properties, field) ? row.properties[field] : undefined;
  const type = typeof property === 'object' ? property.type : undefined;
  if (type === 'string') return 'S';
  if (type === 'number' || type === 'integer') return 'N';
  throw invalid(projection, `index '${index}' is over '${field}', which must be a string, number or integer property of row.`);
}

const invalid = ({ name }: AnyProjection, problem: string) =>
  new EventSourcingError({ code: 'DefinitionInvalid', message: `${name}: ${problem}`, details: { definition: name } });
