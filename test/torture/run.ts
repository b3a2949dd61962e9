import { onInterruption } from '../../example-service/demo/interruption.js';
import { type Arguments, readArguments, usage } from './arguments.js';
import { torture } from './coordinator.js';
import { summary as readSummary } from './read/report.js';
import { tortureReads } from './read/torture.js';
import { exitCode, summary, table } from './report.js';

const shown = 20;

async function main(args: readonly string[]): Promise<number> {
  const options = read(args);
  if (options === undefined) return 2;
  const { seed, seconds, json } = options;
  console.log(`torture: seed ${seed}, ${seconds} seconds; replay: npm run torture -- ${replay(options)}`);
  const signal = onInterruption();
  try {
    const { problems, history, numbers } = await run(options, signal);
    tellProblems(problems, history);
    if (!json) console.log(table(numbers));
    console.log(JSON.stringify(numbers));
    return exitCode({ problems });
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

const replay = ({ side, database, seconds, seed, workers }: Arguments) =>
  side === 'read'
    ? `--side read --database ${database} --seconds ${seconds} --seed ${seed}`
    : `--seconds ${seconds} --seed ${seed} --workers ${workers}`;

/** A side's run: what is wrong, in lines, and the numbers that it is judged by. */
async function run({ side, database, seconds, seed, workers }: Arguments, signal: AbortSignal) {
  if (side === 'read') {
    const report = await tortureReads({ seconds, seed, database, signal });
    const problems = report.problems.map(({ kind, where, text }) => ({ line: `${kind}: ${where}: ${text}` }));
    return { problems, numbers: readSummary(report), history: undefined };
  }
  const report = await torture({ seconds, seed, workers, signal });
  const problems = report.problems.map(({ kind, stream, text }) => ({ line: `${kind}: ${stream}: ${text.split('\n')[0]}` }));
  return { problems, numbers: summary(report), history: report.history };
}

function tellProblems(problems: readonly { readonly line: string }[], history: string | undefined): void {
  for (const { line } of problems.slice(0, shown)) console.error(line);
  if (problems.length > shown) console.error(`… and ${problems.length - shown} more.`);
  if (history !== undefined) console.error(`The history is in ${history}`);
}

process.exitCode = await main(process.argv.slice(2));
