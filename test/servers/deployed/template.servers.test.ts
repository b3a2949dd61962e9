import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type PackagedTemplate, resource } from '../../plugin/packaged.js';
import { installedFolder } from '../main/folders.js';
import { motoPython } from '../main/moto.js';
import { run } from '../main/run.js';
import { type Deployment, deployed } from './deployment.js';

/** The framework's own: a function waits for its role by name and by reference. */
const frameworks = 'W3005';

/** What cfn-lint has against a template, warnings too. */
async function lint(template: PackagedTemplate): Promise<string> {
  const python = await motoPython({ installed: await installedFolder(), say: () => {} });
  const folder = await mkdtemp(join(tmpdir(), 'cfn-lint-'));
  const file = join(folder, 'template.json');
  await writeFile(file, JSON.stringify(template));
  const rules = ['--ignore-checks', frameworks, '--regions', 'us-east-1'];
  try {
    return await run(python, [join(dirname(python), 'cfn-lint'), '--format', 'parseable', ...rules, '--template', file]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('The template of a service that has all features', function () {
  this.timeout(180_000);
  let deployment: Deployment;

  before(async () => {
    deployment = await deployed();
  });

  it('is one that cfn-lint has nothing against', async () => {
    expect(await lint(deployment.template)).to.equal('');
  });

  it('is one that cfn-lint would have something against, had it a mistake', async () => {
    const { template } = deployment;
    const queue = resource(template, 'CommandQueue');
    const mistaken = { ...queue, Properties: { ...queue.Properties, VisibilityTimeout: 50_000 } };

    expect(await lint({ ...template, Resources: { ...template.Resources, CommandQueue: mistaken } })).to.include('50000');
  });
});
