import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { UserFault } from '../userFault.js';
import { recordOf } from '../values.js';

/** A package that only some services need, and what of the block needs it. */
export type Client = { readonly name: string; readonly neededBy: string };

export type Clients = readonly Client[];

/** For a client that an entry of the runtime imports, and that only who uses that entry has to install. */
export const missingClient = async (failure: BuildFailure, clients: Clients, workingDir: string): Promise<UserFault | undefined> => {
  for (const error of failure.errors) {
    const [, name] = /^Could not resolve "([^"]+)"/.exec(error.text) ?? [];
    const entry = error.location && (await runtimeEntry(resolve(workingDir, error.location.file)));
    if (name === undefined || !entry) continue;
    const needs = sentenceOf(clients.filter((client) => client.name === name)) ?? entry;
    const message = `${needs} needs ${name}, which is not installed in this service. Install it: npm install ${name}`;
    return new UserFault({ code: 'EVENT_SOURCING_CLIENT_MISSING', message, cause: failure });
  }
  return undefined;
};

/** `a`, or `a, b, or c,`: a sentence begins with it. */
const sentenceOf = (clients: Clients): string | undefined => {
  const needs = clients.map(({ neededBy }) => neededBy);
  const [first = '', ...others] = needs;
  const begun = first.startsWith('eventSourcing.') ? first : `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  if (others.length === 0) return first === '' ? undefined : begun;
  return `${[begun, ...others.slice(0, -1)].join(', ')}, or ${others.at(-1)},`;
};

/** What a file of the runtime is imported as: the entry whose folder it is in. Undefined for a file that is none of the runtime's. */
const runtimeEntry = async (file: string): Promise<string | undefined> => {
  const [, folder] = /^(.*runtime)\/dist\//.exec(file) ?? [];
  if (folder === undefined) return undefined;
  const { name, exports } = recordOf(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const entries = Object.entries(recordOf(exports))
    .map(([entry, target]) => ({ entry, folder: dirname(resolve(folder, String(recordOf(target).default))) }))
    .filter((candidate) => file.startsWith(`${candidate.folder}/`))
    .sort((one, other) => other.folder.length - one.folder.length);
  const [nearest] = entries;
  return nearest && `${name}${nearest.entry.slice(1)}`;
};
