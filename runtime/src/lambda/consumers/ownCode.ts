import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Identifies the code that runs: a hash of its bundle. Call it when the bundle is loaded: offline, the file may change later. */
export const ownCode = (): string =>
  createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('base64url')
    .slice(0, 22);
