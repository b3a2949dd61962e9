import type { ExpectedVersion } from '../../domain/commands/command.js';
import { EventSourcingError } from '../../domain/errors.js';

/** The ETag of a version: `"7"`. */
export const etagOf = (version: number): string => `"${version}"`;

/** The expected version that the conditional headers of a command stand for. @throws MalformedRequest for any other value */
export function expectedVersionOf(ifMatch: string | undefined, ifNoneMatch: string | undefined): ExpectedVersion {
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*' && ifMatch === undefined) return 'none';
    throw malformed('If-None-Match', 'must be * (it must not exist), and without If-Match', ifNoneMatch);
  }
  if (ifMatch === undefined) return 'any';
  const tag = ifMatch.trim();
  if (tag === '*') return 'exists';
  const version = /^"(\d{1,15})"$/.exec(tag)?.[1];
  if (version === undefined) throw malformed('If-Match', 'must be one version in quotes, such as "7", or *', ifMatch);
  return Number(version);
}

/** Whether a reader has this version already (If-None-Match of a GET). */
export const isKnown = (ifNoneMatch: string | undefined, version: number): boolean =>
  ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etagOf(version)) ?? false;

const malformed = (name: string, rule: string, value: string) =>
  new EventSourcingError({
    code: 'MalformedRequest',
    message: `${name} ${rule}, ${JSON.stringify(value.slice(0, 100))} given.`,
    details: { where: name },
  });
