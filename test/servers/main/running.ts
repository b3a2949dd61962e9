import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isServerName, type ServerName } from './servers.js';

/** Servers that a `test/servers/up` holds: which process, and where they are. */
export type Running = { readonly pid: number; readonly endpoints: ReadonlyMap<ServerName, string> };

/** In this checkout, and ignored by git. */
const file = fileURLToPath(new URL('../../../.servers/running.json', import.meta.url));

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The servers that are up for this checkout; undefined where none are. */
export function readRunning(): Running | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const { pid, endpoints }: { pid: number; endpoints: Record<string, string> } = JSON.parse(text);
  if (!isAlive(pid)) return undefined;
  const known: [ServerName, string][] = [];
  for (const [name, endpoint] of Object.entries(endpoints)) {
    if (isServerName(name)) known.push([name, endpoint]);
  }
  return { pid, endpoints: new Map(known) };
}

export async function writeRunning(endpoints: ReadonlyMap<ServerName, string>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ pid: process.pid, endpoints: Object.fromEntries(endpoints) }, undefined, 2)}\n`);
}

export const forgetRunning = (): Promise<void> => rm(file, { force: true });
