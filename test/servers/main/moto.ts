import { freePort } from '../../dynamodbLocal.js';
import { answers, startChild } from './child.js';
import { installPackage, once } from './install.js';
import { run, works } from './run.js';
import type { Place, Server } from './server.js';

const version = '5.2.5';
const lintVersion = '1.58.0';

/** Stands in for EventBridge, Scheduler, SNS, SQS, Firehose, S3 and CloudFormation: moto's server, from PyPI. */
export const moto: Server = {
  name: 'moto',

  async start({ installed, data, say }) {
    const python = await motoPython({ installed, say });
    const port = await freePort();
    const child = startChild({ command: python, args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], cwd: data });
    const endpoint = `http://127.0.0.1:${port}`;
    await answers(child, async () => (await fetch(`${endpoint}/moto-api/`)).ok);
    return { endpoint, stop: child.stop };
  },
};

/** The Python that has moto, and cfn-lint, which moto's CloudFormation cannot do without. */
export const motoPython = async ({ installed, say }: Pick<Place, 'installed' | 'say'>): Promise<string> =>
  `${await once(`${installed}/moto-${version}-cfn-lint-${lintVersion}`, (folder) => install(folder, say))}/bin/python`;

async function install(folder: string, say: Place['say']): Promise<void> {
  say(`installing moto ${version} and cfn-lint ${lintVersion} from PyPI`);
  if (!(await works('python3', ['-c', 'import venv, ensurepip']))) await installPackage('python3-venv', say);
  await run('python3', ['-m', 'venv', folder]);
  // The extra `server` would pull what all of AWS' services take: these are the ones that are used.
  const packages = [`moto[s3,events,cloudformation]==${version}`, `cfn-lint==${lintVersion}`, 'flask', 'flask-cors'];
  await run(`${folder}/bin/python`, ['-m', 'pip', 'install', '--quiet', ...packages]);
}
