import { type SpawnOptions, spawn } from 'node:child_process';

/** Runs a program to its end, and answers all that it said. @throws Error with the last of that, if it fails or is not there */
export async function run(command: string, args: readonly string[], options: Pick<SpawnOptions, 'cwd' | 'env'> = {}): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  if (code === 0) return said;
  throw new Error(`\`${[command, ...args].join(' ')}\` ended with ${code}:\n${tail(said).trim()}`);
}

/** The last of a text: enough to see what went wrong. */
export const tail = (text: string): string => text.slice(-3000);

/** Whether a program runs to a good end. */
export const works = async (command: string, args: readonly string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    () => false,
  );
