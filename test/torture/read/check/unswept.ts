import { groupBy } from '../../check/groups.js';
import type { StoredCommit } from '../../check/timeline.js';
import { poisonIn } from '../poison.js';
import { wrongDeliveries } from './deliveries.js';
import type { Evidence } from './evidence.js';
import type { Problem } from './problem.js';
import { idOf, seenBy } from './streams.js';

/**
 * What publishers and receivers were not told of, and rows that lack what was delivered, though their streams are not parked: before anybody sweeps, which would heal it. So rows that were rebuilt
 * have all that those had which were read before.
 */
export function lackedUnswept(evidence: Evidence): readonly Problem[] {
  // What was parked for a while may have been let go of without what came behind it: a sweep brings that, and nobody else is bound to.
  const poisoned = evidence.commits.flatMap(({ stream, events }) =>
    events.flatMap(({ data }) => {
      const poison = poisonIn(data);
      return poison ? [`${poison.consumer} ${stream}`] : [];
    }),
  );
  const parked = new Set([...evidence.parked.map(({ consumer, stream }) => `${consumer} ${stream}`), ...poisoned]);
  const rows = evidence.rows.flatMap(({ consumer, kind, rows, positions }) =>
    seenBy({ ...evidence, mended: true }, consumer, ['Account']).flatMap(({ stream, effective, end }): Problem[] => {
      const last = effective.at(-1);
      if (!last || evidence.lost.has(`${stream}@${last.version}`) || parked.has(`${consumer} ${stream}`)) return [];
      const position = (kind === 'owners' ? positions.get(stream) : rows.get(idOf(stream))?.position) ?? 0;
      if (position >= end) return [];
      const text = `the position is ${position}, though version ${end} was delivered, and nobody has swept`;
      return [{ kind: 'missing', where: `${consumer} ${stream}`, text }];
    }),
  );
  return [...rows, ...untold(evidence, parked)];
}

/** Streams whose last commits were never delivered, or are parked, have nothing to tell before. Nobody but receivers is told of notes. */
function untold(evidence: Evidence, parked: ReadonlySet<string>): readonly Problem[] {
  const isLost = (commits: readonly StoredCommit[]) => {
    const last = Math.max(...commits.map(({ version }) => version));
    return commits.some(({ stream, version }) => version === last && evidence.lost.has(`${stream}@${version}`));
  };
  const silent = new Set(
    [...groupBy(evidence.commits, ({ stream }) => stream)].flatMap(([stream, commits]) => {
      const wanted = commits.filter(({ events }) => events.some(({ type }) => type !== 'Noted'));
      return isLost(commits) || isLost(wanted) ? [stream] : [];
    }),
  );
  const isSilent = (where: string) => parked.has(where) || silent.has(where.slice(where.indexOf(' ') + 1));
  return wrongDeliveries(evidence).filter(({ kind, where }) => kind === 'missing' && !isSilent(where));
}
