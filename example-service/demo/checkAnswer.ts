import type { Answer } from './client.js';
import type { CommandLine } from './commandFile.js';
import type { ExpectedItem } from './expectedItems.js';
import { compare, type Mismatch } from './mismatch.js';

/** How mismatches name a line. */
export const placeOf = ({ number, command, item }: CommandLine): string => `line ${number}, ${command} ${item}`;

/** Compares an answer with what its line says. */
export function checkExpectation(line: CommandLine, { status, headers, body }: Answer): readonly Mismatch[] {
  const { expect } = line;
  const place = placeOf(line);
  const outcome = compare(`${place}, status and code`, words(expect.status, expect.code), words(status, body.code));
  if (outcome.length > 0) return outcome;
  if (expect.status < 300) {
    return [
      ...compare(`${place}, version`, expect.version, body.version),
      ...compare(`${place}, ETag`, `"${expect.version}"`, headers.get('etag')),
      ...compare(`${place}, content type`, 'application/json', mediaTypeOf(headers)),
    ];
  }
  return [
    ...compare(`${place}, content type`, 'application/problem+json', mediaTypeOf(headers)),
    ...compare(`${place}, status in the problem`, status, body.status),
    ...compare(`${place}, paths of the violations`, expect.paths && sorted(expect.paths), pathsOf(body.violations)),
    ...compare(`${place}, rejection`, expect.rejection, body.rejection?.code),
  ];
}

/** Compares the answer to an accepted command with the item after it. */
export function checkAccepted(line: CommandLine, { status, headers, body }: Answer, item: ExpectedItem): readonly Mismatch[] {
  const place = placeOf(line);
  const version = item.events.length;
  const event = item.events.at(-1);
  return [
    ...compare(`${place}, id in the answer`, item.id, body.aggregateId),
    ...compare(`${place}, version after all that was accepted`, version, body.version),
    ...compare(`${place}, events in the answer`, [{ ...event, version }], eventsOf(body)),
    ...compare(`${place}, Location`, status === 201 ? `/Item/${encodeURIComponent(item.id)}` : null, headers.get('location')),
  ];
}

/** Compares the answer to a repeat with the first one. */
export function checkRepeat(line: CommandLine, answer: Answer, first: Answer | undefined): readonly Mismatch[] {
  const place = placeOf(line);
  if (!first) return compare(`${place}, an earlier line that it repeats`, 'one', 'none');
  return [
    ...compare(`${place}, status of the first time`, first.status, answer.status),
    ...compare(`${place}, answer of the first time`, first.body, answer.body),
  ];
}

/** Events of a body, by what the demo knows of them beforehand. */
export const eventsOf = ({ events = [] }: Answer['body']) => events.map(({ type, data, version }) => ({ type, data, version }));

const words = (status: number, code: string | undefined): string => (code === undefined ? `${status}` : `${status} ${code}`);

const mediaTypeOf = (headers: Headers): string | undefined => headers.get('content-type')?.split(';')[0]?.trim();

const sorted = (paths: readonly string[]): readonly string[] => [...paths].sort();

const pathsOf = (violations: Answer['body']['violations']): readonly string[] | undefined =>
  violations && sorted(violations.map(({ path }) => path));
