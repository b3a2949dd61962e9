import { groupBy } from '../../check/groups.js';
import type { StoredCommit } from '../../check/timeline.js';
import { fulfilmentName } from '../domain.js';
import type { Evidence } from './evidence.js';
import type { Problem } from './problem.js';
import { fieldsOf, idOf, seenBy, versioned } from './streams.js';

/** What a process has to have received, sent and been answered: each once. */
export function wrongProcesses(evidence: Evidence): readonly Problem[] {
  const own = groupBy(
    evidence.commits.filter(({ stream }) => stream.startsWith('Fulfilment/')),
    ({ stream }) => idOf(stream),
  );
  return [...received(evidence, own), ...answered(evidence), ...fulfilled(evidence)];
}

const handled = new Set(['OrderPlaced', 'OrderPaid', 'OrderCancelled']);

/** Each event of an order that the process handles is recorded in its stream, once, in order; and none that has to wait. */
function received(evidence: Evidence, own: ReadonlyMap<string, readonly StoredCommit[]>): readonly Problem[] {
  return seenBy(evidence, fulfilmentName, ['Order']).flatMap(({ stream, effective }) => {
    const where = `${fulfilmentName} ${stream}`;
    const expected = effective.flatMap(versioned).flatMap(({ version, event }) => (handled.has(event.type) ? [version] : []));
    const found = inOrder(own.get(idOf(stream)) ?? []).flatMap(({ event: { type, data } }) =>
      type === 'EventReceived' ? [Number(fieldsOf(data).version)] : [],
    );
    return [
      ...expected
        .filter((version) => !found.includes(version))
        .map((version) => problem('missing', where, `did not get version ${version}`)),
      ...found.filter((version) => !expected.includes(version)).map((version) => problem('parkedWrong', where, `got version ${version}`)),
      ...found
        .filter((version, index) => found.indexOf(version) !== index)
        .map((version) => problem('doubled', where, `got version ${version} twice`)),
      ...found
        .filter((version, index) => index > 0 && version < (found[index - 1] ?? 0))
        .map((version) => problem('outOfOrder', where, `got version ${version} behind a later one`)),
    ];
  });
}

/** Each command that was issued has one outcome; what was accepted took effect once, and what was refused never. Each deadline has one end. */
function answered(evidence: Evidence): readonly Problem[] {
  const effects = groupBy(
    evidence.commits.filter(({ metadata }) => metadata.actor === fulfilmentName),
    ({ causationId }) => causationId,
  );
  return seenBy(evidence, fulfilmentName, ['Fulfilment']).flatMap(({ stream, effective, open, stop }) => {
    const where = `${fulfilmentName} ${stream}`;
    const events = inOrder([...effective, ...open, ...(stop?.behind ?? [])]);
    const due = new Set(effective.flatMap(versioned).map(({ version }) => version));
    const endsOf = (types: readonly string[], member: string, version: number) =>
      events.filter(({ event: { type, data } }) => types.includes(type) && fieldsOf(data)[member] === version);

    return events.flatMap(({ version, event: { type, data } }) => {
      if (type === 'DeadlineSet') {
        return counted(
          where,
          `deadline ${version}`,
          endsOf(['DeadlinePassed', 'DeadlineCancelled'], 'set', version).length,
          due.has(version),
        );
      }
      if (type !== 'CommandIssued') return [];
      const { command } = fieldsOf(data);
      const what = `${command} ${version}`;
      const outcomes = endsOf(['CommandAccepted', 'CommandRejected'], 'issued', version);
      const count = effects.get(`${stream}@${version}`)?.length ?? 0;
      // These may have nothing to do.
      const mayDoNothing = command === 'CancelOrder' || command === 'ConfirmOrder';
      const [outcome] = outcomes.map(({ event }) => event.type);
      const took = outcome === 'CommandAccepted';
      return [
        ...counted(where, `${what}'s outcome`, outcomes.length, due.has(version)),
        ...(count > (outcome === 'CommandRejected' ? 0 : 1)
          ? [problem('doubled', where, `${what} took effect ${count} times: ${outcome}`)]
          : []),
        ...(count > 0 && !due.has(version) ? [problem('parkedWrong', where, `${what} took effect, though it has to wait`)] : []),
        ...(took && count === 0 && !mayDoNothing ? [problem('missing', where, `${what} was accepted and took no effect`)] : []),
      ];
    });
  });
}

function counted(where: string, what: string, count: number, isDue: boolean): readonly Problem[] {
  if (count > 1) return [problem('doubled', where, `${what} is recorded ${count} times`)];
  if (isDue && count === 0) return [problem('missing', where, `${what} is not recorded`)];
  return !isDue && count > 0 ? [problem('parkedWrong', where, `${what} is recorded, though it has to wait`)] : [];
}

/** An order that nothing was in the way of is confirmed with all of its lines reserved, or cancelled with none. */
function fulfilled(evidence: Evidence): readonly Problem[] {
  const parts = [...seenBy(evidence, fulfilmentName, ['Order']), ...seenBy(evidence, fulfilmentName, ['Fulfilment'])];
  const hindered = new Set(parts.filter(({ open }) => open.length > 0).map(({ stream }) => idOf(stream)));
  const moves = evidence.commits
    .filter(({ stream }) => stream.startsWith('Item/'))
    .flatMap(versioned)
    .map(({ event: { type, data } }) => ({ type, ...fieldsOf(data) }) as { type: string; order?: string; line?: number });
  const movesOf = groupBy(moves, ({ order }) => order ?? '');

  return seenBy({ ...evidence, mended: true, discarded: [] }, '', ['Order']).flatMap(({ stream, effective }) => {
    const id = idOf(stream);
    if (hindered.has(id)) return [];
    const events = effective.flatMap(versioned).map(({ event }) => event);
    const is = (type: string) => events.some((event) => event.type === type);
    const placed = events.find(({ type }) => type === 'OrderPlaced');
    const lines = placed ? fieldsOf(placed.data).lines : [];
    const left = (line: number, type: string) => (movesOf.get(id) ?? []).filter((move) => move.line === line && move.type === type).length;
    if (!is('OrderConfirmed') && !is('OrderCancelled')) return [problem('missing', stream, 'neither confirmed nor cancelled')];
    return Array.from({ length: Array.isArray(lines) ? lines.length : 0 }, (_, line) => line).flatMap((line) => {
      const [reserved, released] = [left(line, 'Reserved'), left(line, 'Released')];
      const expected = is('OrderCancelled') ? released : 1;
      if (reserved > 1 || released > 1)
        return [problem('doubled', stream, `line ${line}: reserved ${reserved}, released ${released} times`)];
      if (reserved === expected && (is('OrderCancelled') || released === 0)) return [];
      return [
        problem('missing', stream, `line ${line}: reserved ${reserved}, released ${released} times, cancelled: ${is('OrderCancelled')}`),
      ];
    });
  });
}

const problem = (kind: Problem['kind'], where: string, text: string): Problem => ({ kind, where, text });

const inOrder = (commits: readonly StoredCommit[]) => [...commits].sort((a, b) => a.version - b.version).flatMap(versioned);
