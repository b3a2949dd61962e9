import { kafka } from './kafka.js';
import { moto } from './moto.js';
import { opensearch } from './opensearch.js';
import { postgresql } from './postgresql.js';
import type { Server } from './server.js';

/** The servers, by the words that the command line and tests know them by. */
export const servers = { postgresql, opensearch, kafka, aws: moto } satisfies Readonly<Record<string, Server>>;

export type ServerName = keyof typeof servers;

export const isServerName = (word: string): word is ServerName => Object.hasOwn(servers, word);

/** The variable that tells tests where a server is. */
export const variableOf = (name: ServerName): string => `SERVERS_${name.toUpperCase()}`;
