import { expect } from 'chai';
import type { Serverless, Service } from '../../plugin/src/framework/types.js';
import { inject } from '../../plugin/src/inject.js';
import type { ServiceTemplate } from '../../plugin/src/pipeline/loadedService.js';

const template = (description: string): ServiceTemplate => ({
  functions: {
    queries: {
      handler: '.event-sourcing/queries.handler',
      description,
      runtime: 'nodejs22.x',
      memorySize: 1024,
      timeout: 28,
      role: 'QueriesRole',
      environment: { EVENT_SOURCING_TABLES: 'items-dev' },
      package: { individually: true, patterns: ['!**'] },
      skipEsbuild: true,
      events: [],
    },
  },
  resources: { QueriesRole: { Type: 'AWS::IAM::Role', Properties: { Path: '/ours/', Policies: [] } } },
});

/** A service as the framework has it, before any plugin touched it. */
const serverlessWith = (own: Pick<Service, 'functions' | 'package'> & Partial<Pick<Service, 'resources'>>): Serverless => ({
  serviceDir: '/service',
  configurationInput: {},
  processedInput: { commands: ['package'], options: {} },
  service: { service: 'items', provider: { name: 'aws' }, setFunctionNames() {}, ...own },
  configSchemaHandler: { defineTopLevelProperty() {} },
  classes: { Error },
  pluginManager: { spawn: async () => {} },
  getProvider: () => ({ getStage: () => 'dev', getRegion: () => 'us-east-1', getCredentials: () => ({}) }),
  addServiceOutputSection() {},
});

describe('the injection', () => {
  it('may be done again: what was injected is replaced, and nothing is there twice', () => {
    const serverless = serverlessWith({ functions: {}, package: { patterns: ['!docs/**'] } });

    inject(serverless, template('first'));
    inject(serverless, template('second'));

    expect(serverless.service.functions.queries?.description).to.equal('second');
    expect(serverless.service.package.patterns).to.deep.equal(['!docs/**', '!.event-sourcing/**']);
  });

  it("leaves the user's functions, resources and outputs as they are", () => {
    const hello = { handler: 'hello.handler' };
    const serverless = serverlessWith({
      functions: { hello },
      resources: { Resources: { QueriesRole: { Properties: { Path: '/mine/' } } }, Outputs: { One: { Value: 1 } } },
      package: {},
    });

    inject(serverless, template('ours'));

    expect(serverless.service.functions.hello).to.equal(hello);
    expect(serverless.service.resources).to.deep.equal({
      Resources: { QueriesRole: { Type: 'AWS::IAM::Role', Properties: { Path: '/mine/', Policies: [] } } },
      Outputs: { One: { Value: 1 } },
    });
  });

  it("shows print the service's own objects", () => {
    const serverless = serverlessWith({ functions: {}, package: {} });

    inject(serverless, template('ours'));

    expect(serverless.configurationInput.functions).to.equal(serverless.service.functions);
    expect(serverless.configurationInput.resources).to.equal(serverless.service.resources);
  });

  it("refuses a function of the user's with a generated name", () => {
    const serverless = serverlessWith({ functions: { queries: { handler: 'mine.handler' } }, package: {} });

    expect(() => inject(serverless, template('ours'))).to.throw(
      "functions.queries must have another name: eventSourcing generates a function 'queries'",
    );
  });
});
