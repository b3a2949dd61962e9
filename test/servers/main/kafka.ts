import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../dynamodbLocal.js';
import { answers, startChild } from './child.js';
import { maven, once } from './install.js';
import { javaHome } from './java.js';
import { listens } from './listens.js';
import { run } from './run.js';
import type { Place, Server } from './server.js';

/** Brokers of this line run on Java 17. */
const version = '4.3.1';

/** Kafka from its Maven artifacts: one node, its own controller (KRaft). */
export const kafka: Server = {
  name: 'Kafka',

  async start({ installed, data, say }) {
    const jars = await once(`${installed}/kafka-${version}`, (folder) => install(folder, say));
    const java = `${await javaHome(say)}/bin/java`;
    const [port, controllerPort] = [await freePort(), await freePort()];
    const properties = `${data}/server.properties`;
    await writeFile(properties, asProperties(settings(port, controllerPort, `${data}/log`)));
    const common = ['-cp', `${jars}/*`];
    const clusterId = randomBytes(16).toString('base64url');
    await run(java, ['-Xmx128m', ...common, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties]);
    const child = startChild({
      command: java,
      args: ['-Xms256m', '-Xmx256m', '-XX:TieredStopAtLevel=1', ...common, 'kafka.Kafka', properties],
      cwd: data,
    });
    await answers(child, () => listens(port));
    return { endpoint: `127.0.0.1:${port}`, stop: child.stop };
  },
};

const settings = (port: number, controllerPort: number, logs: string) => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  'log.dirs': logs,
  'num.partitions': 3,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'group.initial.rebalance.delay.ms': 0,
});

const asProperties = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

async function install(folder: string, say: Place['say']): Promise<void> {
  say(`installing Kafka ${version} from Maven Central`);
  const pom = fileURLToPath(new URL('../artifacts/kafka.pom.xml', import.meta.url));
  await maven('copy-dependencies', folder, { pom, 'kafka.version': version, includeScope: 'runtime' }, say);
}
