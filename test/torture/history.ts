import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { ExpectedVersion, StoredEvent } from '../../runtime/src/index.js';

/** What came of a command, as its sender was told. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly aggregateId: string; readonly version: number; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'refused'; readonly code: string; readonly details: Readonly<Record<string, unknown>>; readonly message: string };

/** A command as it was sent, once. Its number is in the metadata of what it stored. */
export type Sent = {
  readonly attempt: number;
  readonly lane: number;
  readonly step: number;
  readonly pid: number;
  /** Of the account; without it, it is derived from the key. */
  readonly id?: string;
  readonly key?: string;
  readonly command: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly expectedVersion: ExpectedVersion;
};

/** A command as it was sent, and what was seen of it. Times in microseconds of the machine's clock. */
export type Attempt = Sent & {
  readonly requestedAt: number;
  /** Both missing: its process was killed, so it is unknown what became of it. */
  readonly answeredAt?: number;
  readonly outcome?: Outcome;
};

/** Collects what happens, and writes it to a file of JSON lines as it does: what a crash of the coordinator leaves can be read. */
export function createHistory(path: string) {
  const attempts = new Map<number, Attempt>();
  const versions = new Map<string, number>();
  const file = createWriteStream(path);
  const write = (line: object) => file.write(`${JSON.stringify(line)}\n`);
  return {
    path,
    attempts: (): readonly Attempt[] => [...attempts.values()],
    /** The highest version of an account that an answer has named. */
    lastSeen: (id: string): number => versions.get(id) ?? 0,
    /** `at`: when it was given to its process, so not after it began. */
    sent(sent: Sent, at: number) {
      attempts.set(sent.attempt, { ...sent, requestedAt: at });
      write({ event: 'sent', at, ...sent });
    },
    requested(attempt: number, at: number) {
      update(attempts, attempt, { requestedAt: at });
      write({ event: 'requested', attempt, at });
    },
    answered(attempt: number, at: number, outcome: Outcome) {
      update(attempts, attempt, { answeredAt: at, outcome });
      if (outcome.kind === 'accepted') {
        versions.set(outcome.aggregateId, Math.max(outcome.version, versions.get(outcome.aggregateId) ?? 0));
      }
      write({ event: 'answered', attempt, at, outcome });
    },
    unknown(attempt: number, at: number) {
      write({ event: 'unknown', attempt, at });
    },
    async close() {
      file.end();
      await finished(file);
    },
  };
}

export type History = ReturnType<typeof createHistory>;

function update(attempts: Map<number, Attempt>, number: number, change: Partial<Attempt>): void {
  const attempt = attempts.get(number);
  if (attempt === undefined) throw new Error(`Attempt ${number} was never sent.`);
  attempts.set(number, { ...attempt, ...change });
}
