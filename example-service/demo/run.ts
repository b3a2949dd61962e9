// npm run demo [-- --json] [--within seconds] [commands.jsonl]: plays commands to the example service, and checks what comes of them.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from './client.js';
import { readCommands } from './commandFile.js';
import { demonstrate } from './demo.js';
import { Interruption, onInterruption } from './interruption.js';
import { startProgress } from './progress.js';
import { failuresOf, jsonOf, type Report, tableOf } from './report.js';
import { type Service, startService } from './service.js';

/** `within`: how soon the catalogue must show an event, in seconds. */
type Options = { readonly json: boolean; readonly within: number; readonly path: string };

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, within: { type: 'string', default: '2' } },
    allowPositionals: true,
  });
  const within = Number(values.within);
  if (!(within > 0)) throw new Error(`--within must be a number of seconds above 0, '${values.within}' given.`);
  const [given] = positionals;
  // npm runs this in the example's folder, wherever it was called itself.
  const path = given === undefined ? new URL('commands.jsonl', import.meta.url) : resolve(process.env.INIT_CWD ?? '.', given);
  return { json: values.json, within, path: typeof path === 'string' ? path : fileURLToPath(path) };
}

async function run({ json, within, path }: Options, signal: AbortSignal): Promise<Report> {
  const lines = await readCommands(path);
  console.log('Starting the example service with a database of its own.');
  const service = await startService(signal);
  console.log(`Playing ${lines.length} commands to ${service.url}, then checking states, events and catalogue.`);
  const progress = startProgress(lines.length, !json && process.stdout.isTTY);
  try {
    return await demonstrate(lines, { client: createClient(service.url, signal), progress, allowedLag: within * 1000 });
  } catch (error) {
    throw signal.aborted ? error : withOutput(error, service);
  } finally {
    progress.stop();
    await service.stop();
  }
}

const withOutput = (cause: unknown, { output }: Service): Error =>
  new Error(`${cause instanceof Error ? cause.message : String(cause)}\n\nThe service wrote:\n\n${output().trim()}`, { cause });

try {
  const options = readOptions();
  const report = await run(options, onInterruption());
  const { mismatches } = report;
  if (mismatches.length > 0) console.error(failuresOf(mismatches));
  process.exitCode = mismatches.length > 0 ? 1 : 0;
  console.log(options.json ? jsonOf(report) : `\n${tableOf(report)}\n${mismatches.length > 0 ? '' : '\nAll as expected.'}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof Interruption ? error.exitCode : 1;
}
