import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { freePort } from '../../dynamodbLocal.js';
import { answers, handOver, startChild } from './child.js';
import { maven, once } from './install.js';
import { javaHome } from './java.js';
import type { Place, Server } from './server.js';

/** The newest line that runs on Java 17. */
const version = '2.19.6';

/** It refuses to run as root. */
const user = 'nobody';

/** OpenSearch from Maven Central: the distribution that its own integration tests use, which has no plugin but the HTTP transport. */
export const opensearch: Server = {
  name: 'OpenSearch',

  async start({ installed, data, say }) {
    const folder = await once(`${installed}/opensearch-${version}`, (making) => install(making, say));
    const home = `${folder}/opensearch-${version}`;
    const config = `${data}/config`;
    const [httpPort, transportPort] = [await freePort(), await freePort()];
    await cp(`${home}/config`, config, { recursive: true });
    await mkdir(`${data}/tmp`);
    await writeFile(
      `${config}/opensearch.yml`,
      JSON.stringify({
        'cluster.name': 'test',
        'discovery.type': 'single-node',
        'network.host': '127.0.0.1',
        'http.port': httpPort,
        'transport.port': transportPort,
        'path.data': `${data}/data`,
        'path.logs': `${data}/logs`,
        // A developer's disk is often fuller than OpenSearch likes, and it would then refuse to write.
        'cluster.routing.allocation.disk.threshold_enabled': false,
      }),
    );
    const options = await readFile(`${config}/jvm.options`, 'utf8');
    // They name files beside the installation, which is not ours to write to.
    const kept = options.split('\n').filter((line) => !line.includes('logs/') && !line.includes('HeapDump'));
    await writeFile(`${config}/jvm.options`, kept.join('\n'));
    await handOver(data, user);
    const child = startChild({
      command: 'bash',
      args: [`${home}/bin/opensearch`],
      env: {
        PATH: process.env.PATH,
        OPENSEARCH_JAVA_HOME: await javaHome(say),
        OPENSEARCH_PATH_CONF: config,
        OPENSEARCH_TMPDIR: `${data}/tmp`,
        OPENSEARCH_JAVA_OPTS: '-Xms512m -Xmx512m',
      },
      cwd: data,
      user,
    });
    const endpoint = `http://127.0.0.1:${httpPort}`;
    await answers(child, async () => (await fetch(`${endpoint}/_cluster/health?wait_for_status=yellow&timeout=1s`)).ok);
    return { endpoint, stop: child.stop };
  },
};

async function install(folder: string, say: Place['say']): Promise<void> {
  say(`installing OpenSearch ${version} from Maven Central`);
  const artifact = `org.opensearch.distribution.integ-test-zip:opensearch:${version}:zip`;
  await maven('unpack', folder, { artifact }, say);
}
