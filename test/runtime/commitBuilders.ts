import type { Commit, CommittedEvent } from '../../runtime/src/index.js';

/** A commit with what a test does not care for filled in. */
export function commit(stream: string, version: number, events: readonly CommittedEvent[], facts: Partial<Commit> = {}): Commit {
  return {
    stream,
    version,
    last: version + events.length - 1,
    command: 'Test',
    events,
    closes: false,
    at: '2026-01-01T00:00:00.000Z',
    commandId: `${stream}@${version}`,
    fingerprint: 'fingerprint',
    correlationId: 'correlation',
    causationId: 'causation',
    metadata: {},
    ...facts,
  };
}

export const opened = (owner = 'Ann') => ({ type: 'Opened', data: { owner } }) as const;
export const deposited = (amount = 10) => ({ type: 'Deposited', data: { amount } }) as const;
export const withdrawn = (amount = 5) => ({ type: 'Withdrawn', data: { amount } }) as const;
export const closed = () => ({ type: 'Closed', data: {} }) as const;

/** Everything of an async iterable. */
export async function all<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}
