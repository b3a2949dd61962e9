import { expect } from 'chai';
import { type Framework, osls4, serverless3 } from './frameworks.js';
import { itemService } from './itemService.js';
import { type PackagedTemplate, packaged } from './packaged.js';
import { makeService } from './service.js';

const packagedBy = async (framework: Framework): Promise<PackagedTemplate> => {
  const service = await makeService(itemService(), framework);
  try {
    return await packaged(service);
  } finally {
    await service.remove();
  }
};

/** The resources but for what a run makes up: upload paths carry the time, versions a hash of it. */
const lasting = ({ Resources }: PackagedTemplate): object => {
  const kept = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::Lambda::Version');
  return JSON.parse(JSON.stringify(Object.fromEntries(kept), (key, value) => (key === 'S3Key' ? 'a path' : value)));
};

describe('osls 4', () => {
  it('packages the same template as serverless 3', async () => {
    const ofServerless = await packagedBy(serverless3);
    const ofOsls = await packagedBy(osls4());

    expect(lasting(ofOsls)).to.deep.equal(lasting(ofServerless));
  });

  it('stops at a fault without a stack trace', async () => {
    const service = await makeService(itemService({ block: 'eventSourcing: { aggregats: {} }' }), osls4());

    const { code, output } = await service.run('package');
    await service.remove();

    expect(code, output).to.equal(1);
    expect(output).to.include("Did you mean 'aggregates'?");
    expect(output).not.to.match(/^\s+at /m);
  });

  it('osls prints what was injected', async () => {
    const service = await makeService(itemService(), osls4());

    const { stdout, output } = await service.run('print', '--format', 'json');
    await service.remove();

    expect(JSON.parse(stdout || output).functions).to.include.keys('ItemCommands', 'queries', 'projections');
  });
});
