import { groupBy } from '../../check/groups.js';
import type { StoredCommit } from '../../check/timeline.js';
import { auditName, outboxName, receiversName } from '../readers.js';
import type { Evidence } from './evidence.js';
import type { Problem } from './problem.js';
import { type Seen, seenBy, versioned } from './streams.js';

/** What a publisher sent and receivers were told: each event at least once, in its stream's order, and nothing of what waits. */
export function wrongDeliveries(evidence: Evidence): readonly Problem[] {
  return [auditName, outboxName, receiversName].flatMap((consumer) => {
    // Notes stay inside.
    const isTold = (type: string) => consumer === receiversName || type !== 'Noted';
    const log = groupBy(evidence.logs.get(consumer) ?? [], (address) => address.slice(0, address.lastIndexOf('@')));
    return seenBy(evidence, consumer, ['Account', 'Order']).flatMap((seen) =>
      ofStream(`${consumer} ${seen.stream}`, seen, (log.get(seen.stream) ?? []).map(versionOf), isTold),
    );
  });
}

const versionOf = (address: string): number => Number(address.slice(address.lastIndexOf('@') + 1));

function ofStream(where: string, { effective, open }: Seen, log: readonly number[], isTold: (type: string) => boolean): readonly Problem[] {
  const versions = (commits: readonly StoredCommit[]) =>
    commits.flatMap(versioned).flatMap(({ version, event }) => (isTold(event.type) ? [version] : []));
  const expected = versions(effective);
  const allowed = new Set([...expected, ...versions(open)]);
  // Sent again is allowed. What counts is when each was sent first.
  const first = [...new Set(log)];
  return [
    ...expected.filter((version) => !first.includes(version)).map(problem('missing', where, 'was never told')),
    ...first.filter((version) => !allowed.has(version)).map(problem('parkedWrong', where, 'was told, though it has to wait')),
    ...first
      .filter((version, index) => index > 0 && version < (first[index - 1] ?? 0))
      .map(problem('outOfOrder', where, 'was told first behind a later one')),
  ];
}

const problem =
  (kind: Problem['kind'], where: string, what: string) =>
  (version: number): Problem => ({ kind, where, text: `version ${version} ${what}` });
