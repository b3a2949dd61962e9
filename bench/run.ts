import { readArguments, usage } from './arguments.js';
import { database } from './database.js';
import { type Figure, holds, toJson } from './figure.js';
import { measures } from './measures.js';
import { table } from './table.js';

const known = [...new Set(measures.flatMap(({ names }) => names))];

/** Measures, prints, and gives the process's exit code: 1 where a measurement failed, and in strict mode where a limit does not hold. */
async function bench(args: readonly string[]): Promise<number> {
  const { names, json, strict } = readArguments(args, known);
  const local = database();
  const figures: Figure[] = [];
  let failed = false;
  try {
    for (const measure of measures) {
      if (!measure.names.some((name) => names.includes(name))) continue;
      if (!json) console.error(`measuring ${measure.names.join(', ')} …`);
      try {
        const measured = (await measure.run(local)).filter(({ name }) => names.includes(name));
        if (json) for (const figure of measured) console.log(toJson(figure));
        figures.push(...measured);
      } catch (error) {
        failed = true;
        console.error(`${measure.names.join(', ')} could not be measured:`, error);
      }
    }
  } finally {
    await local.stop();
  }
  if (!json) console.log(table(figures));
  return failed || (strict && !figures.every(holds)) ? 1 : 0;
}

try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n${usage}`);
  process.exitCode = 1;
}
