import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Tells the code that runs from any other: a hash of the file that it is bundled in. To be asked for when that is loaded: offline it may be another later. */
export const ownCode = (): string =>
  createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('base64url')
    .slice(0, 22);
