import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, readRunning } from './running.js';

const running = readRunning();
if (running) {
  process.kill(running.pid, 'SIGTERM');
  while (isAlive(running.pid)) await wait(100);
  process.stderr.write(`test/servers: ended ${[...running.endpoints.keys()].join(', ')}\n`);
} else {
  process.stderr.write('test/servers: none are up\n');
}
