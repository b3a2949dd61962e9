import { dataFolders, installedFolder } from './folders.js';
import type { Started } from './server.js';
import { type ServerName, servers } from './servers.js';

/** Servers that were started, and their end. */
export type Fleet = { readonly endpoints: ReadonlyMap<ServerName, string>; stop(): Promise<void> };

/**
 * Starts servers, all at once: most of the time goes into waiting for downloads and for Java.
 * @throws Error that names each that cannot be had, and why; the others are ended then
 */
export async function startAll(wanted: readonly ServerName[], say: (line: string) => void): Promise<Fleet> {
  const installed = await installedFolder();
  const folders = await dataFolders();
  const started = new Map<ServerName, Started>();
  const stop = async () => {
    await Promise.all([...started.values()].map((server) => server.stop()));
    await folders.remove();
  };
  const results = await Promise.allSettled(
    wanted.map(async (name) => {
      const server = servers[name];
      say(`starting ${server.name}`);
      const one = await server.start({ installed, data: await folders.of(name), say });
      started.set(name, one);
      say(`${server.name} is up: ${one.endpoint}`);
    }),
  );
  const faults = results.flatMap((result, index) => {
    const name = wanted[index];
    return result.status === 'rejected' && name ? [`${servers[name].name} cannot be had: ${messageOf(result.reason)}`] : [];
  });
  if (faults.length > 0) {
    await stop();
    throw new Error(faults.join('\n'));
  }
  return { endpoints: new Map([...started].map(([name, { endpoint }]) => [name, endpoint])), stop };
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
