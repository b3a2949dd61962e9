import { parseArguments, usage } from './arguments.js';
import { runWith, untilEnd } from './hold.js';
import { forgetRunning, readRunning, writeRunning } from './running.js';
import { variableOf } from './servers.js';
import { messageOf, startAll } from './start.js';

const say = (line: string) => process.stderr.write(`test/servers: ${line}\n`);

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  // Servers run as other users, and read what is installed here.
  process.umask(0o022);
  const { wanted, command } = parseArguments(words);
  const running = readRunning();
  const there = running?.endpoints ?? new Map();
  if (running && command.length === 0)
    throw new Error(`process ${running.pid} holds ${[...there.keys()].join(', ')}: end it with test/servers/down`);
  for (const name of wanted.filter((one) => there.has(one))) say(`${name} is up already: ${there.get(name)}`);
  const fleet = await startAll(
    wanted.filter((name) => !there.has(name)),
    say,
  );
  try {
    const variables = [...there, ...fleet.endpoints].map(([name, endpoint]) => [variableOf(name), endpoint]);
    if (command.length > 0) return await runWith(command, { ...process.env, ...Object.fromEntries(variables) });
    await writeRunning(fleet.endpoints);
    process.stdout.write(variables.map(([name, endpoint]) => `export ${name}=${endpoint}\n`).join(''));
    await untilEnd();
    await forgetRunning();
    return 0;
  } finally {
    await fleet.stop();
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  say(messageOf(error));
  return 1;
});
