import { isServerName, type ServerName, servers } from './servers.js';

const names = Object.keys(servers).filter(isServerName);

export const usage = `usage: test/servers/up [${names.join('] [')}] [-- command [argument ...]]

Installs and starts the servers that are not there: those named, or all. With a command, runs it with their endpoints in its
environment (SERVERS_POSTGRESQL and so on), ends them after it and exits as it did. Without, prints the endpoints and holds the servers
until test/servers/down, Ctrl-C or the end of its parent.`;

export type Arguments = { readonly wanted: readonly ServerName[]; readonly command: readonly string[] };

/** What the command line asks for. @throws Error that names the word it cannot take, and how it is used */
export function parseArguments(words: readonly string[]): Arguments {
  const end = words.indexOf('--');
  const command = end < 0 ? [] : words.slice(end + 1);
  const wanted: ServerName[] = [];
  for (const word of end < 0 ? words : words.slice(0, end)) {
    if (!isServerName(word)) throw new Error(`'${word}' is no server.\n${usage}`);
    if (!wanted.includes(word)) wanted.push(word);
  }
  if (end >= 0 && command.length === 0) throw new Error(`No command is given after '--'.\n${usage}`);
  return { wanted: wanted.length > 0 ? wanted : names, command };
}
