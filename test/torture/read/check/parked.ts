import { fulfilmentName } from '../domain.js';
import { auditName, outboxName, receiversName } from '../readers.js';
import type { Evidence, ParkedFound } from './evidence.js';
import type { Problem } from './problem.js';
import { idOf, type Seen, seenBy } from './streams.js';

/** What is parked and need not be, what is not and has to be, and what is at another commit or with less behind it than was delivered. */
export function wronglyParked(evidence: Evidence): readonly Problem[] {
  const found = new Map<string, ParkedFound>(evidence.parked.map((parked) => [`${parked.consumer} ${parked.stream}`, parked]));
  const expected = new Map<string, NonNullable<Seen['stop']>>(
    consumersOf(evidence).flatMap(([consumer, aggregates]) =>
      seenBy(evidence, consumer, aggregates).flatMap((seen) => (seen.stop ? [[`${consumer} ${seen.stream}`, seen.stop] as const] : [])),
    ),
  );
  return [
    ...[...found].flatMap(([where, { version }]): Problem[] =>
      expected.has(where) ? [] : [{ kind: 'parkedWrong', where, text: `parked at version ${version}, which is no poison to it` }],
    ),
    ...[...expected].flatMap(([where, stop]) => ofStream(where, stop, found.get(where), evidence.lost)),
  ];
}

/** What is parked at a commit that its consumer is past: nobody would know why, and what comes behind it waits for nothing. */
export function parkedInVain({ parked, rows, bookmarks }: Evidence): readonly Problem[] {
  const positionOf = ({ consumer, stream }: ParkedFound): number => {
    const projection = rows.find((each) => each.consumer === consumer);
    if (!projection) return bookmarks.get(consumer)?.get(stream) ?? 0;
    return (projection.kind === 'owners' ? projection.positions.get(stream) : projection.rows.get(idOf(stream))?.position) ?? 0;
  };
  return parked.flatMap((each): Problem[] => {
    const position = positionOf(each);
    if (position < each.version) return [];
    const text = `parked at version ${each.version} (up to ${each.last} wait), though the consumer is past version ${position}`;
    return [{ kind: 'parkedWrong', where: `${each.consumer} ${each.stream}`, text }];
  });
}

/** Whom each consumer follows. */
const consumersOf = ({ rows }: Evidence): readonly (readonly [string, readonly string[]])[] => [
  ...rows.map(({ consumer }) => [consumer, ['Account']] as const),
  [auditName, ['Account', 'Order']],
  [outboxName, ['Account', 'Order']],
  [receiversName, ['Account', 'Order']],
  [fulfilmentName, ['Order', 'Fulfilment']],
];

function ofStream(
  where: string,
  { commit, behind }: NonNullable<Seen['stop']>,
  found: ParkedFound | undefined,
  lost: ReadonlySet<string>,
): readonly Problem[] {
  const wrong = (text: string): Problem => ({ kind: 'parkedWrong', where, text });
  if (!found) return [wrong(`not parked, though version ${commit.version} is poison to it`)];
  const delivered = behind.filter(({ stream, version }) => !lost.has(`${stream}@${version}`)).map(({ last }) => last);
  const waits = Math.max(commit.last, ...delivered);
  const end = behind.at(-1)?.last ?? commit.last;
  return [
    ...(found.version === commit.version ? [] : [wrong(`parked at version ${found.version}, though ${commit.version} is the poison`)]),
    ...(found.last >= waits && found.last <= end ? [] : [wrong(`up to ${found.last} wait, though up to ${waits} was delivered`)]),
  ];
}
