import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueuedMessage, QueueStore } from './queuedMessage.js';

type Line = { readonly origin: string } | { readonly added: QueuedMessage } | { readonly removed: readonly string[] };

/**
 * Opens the file of a queue. Its messages are commands for one database: of an `origin` other than the one that they were sent beside,
 * they are dropped, as the streams that they are for are gone.
 */
export function openQueueFile(folder: string, queueName: string, origin: string): QueueStore {
  const path = join(folder, `${queueName}.jsonl`);
  const waiting = waitingOf(load(path), origin);
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, [{ origin }, ...waiting.map((added) => ({ added }))].map(lineOf).join(''));
  // A rename is all or nothing: a crash in between leaves the file before.
  renameSync(draft, path);
  return {
    waiting,
    added: (message) => appendFileSync(path, lineOf({ added: message })),
    removed: (messageIds) => {
      if (messageIds.length > 0) appendFileSync(path, lineOf({ removed: messageIds }));
    },
  };
}

const lineOf = (line: Line): string => `${JSON.stringify(line)}\n`;

function waitingOf([first, ...lines]: readonly Line[], origin: string): QueuedMessage[] {
  if (!first || !('origin' in first) || first.origin !== origin) return [];
  const messages = new Map<string, QueuedMessage>();
  for (const line of lines) {
    if ('added' in line) messages.set(line.added.messageId, line.added);
    else if ('removed' in line) for (const messageId of line.removed) messages.delete(messageId);
  }
  return [...messages.values()];
}

function load(path: string): Line[] {
  try {
    return readFileSync(path, 'utf8').split('\n').flatMap(parse);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** A crash may have cut the last line short: its message was never answered for. */
function parse(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}
