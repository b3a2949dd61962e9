import { onInterruption } from '../../example-service/demo/interruption.js';
import { type Arguments, readArguments, usage } from './arguments.js';
import { torture } from './coordinator.js';
import { exitCode, type Report, summary, table } from './report.js';

const shown = 20;

async function main(args: readonly string[]): Promise<number> {
  const options = read(args);
  if (options === undefined) return 2;
  const { seed, seconds, workers, json } = options;
  console.log(`torture: seed ${seed}, ${seconds} seconds, ${workers} workers; replay: npm run torture -- ${replay(options)}`);
  const signal = onInterruption();
  try {
    const report = await torture({ seconds, seed, workers, signal });
    tellProblems(report);
    if (!json) console.log(table(report));
    console.log(JSON.stringify(summary(report)));
    return exitCode(report);
  } catch (error) {
    console.error(signal.aborted ? String(signal.reason?.message) : error);
    return signal.reason?.exitCode ?? 1;
  }
}

function read(args: readonly string[]): Arguments | undefined {
  try {
    return readArguments(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    return undefined;
  }
}

const replay = ({ seconds, seed, workers }: Arguments) => `--seconds ${seconds} --seed ${seed} --workers ${workers}`;

function tellProblems({ problems, history }: Report): void {
  for (const { kind, stream, text } of problems.slice(0, shown)) console.error(`${kind}: ${stream}: ${text.split('\n')[0]}`);
  if (problems.length > shown) console.error(`… and ${problems.length - shown} more.`);
  if (history !== undefined) console.error(`The history is in ${history}`);
}

process.exitCode = await main(process.argv.slice(2));
