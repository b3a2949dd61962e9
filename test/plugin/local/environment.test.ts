import { expect } from 'chai';
import type { FunctionDefinition, Service } from '../../../plugin/src/framework/types.js';
import { dropIamAuthorizers, setEnvironment } from '../../../plugin/src/local/environment.js';
import { keepOthersFromStarting } from '../../../plugin/src/local/otherStarter.js';
import { dynamodbSettings, offlineAddress } from '../../../plugin/src/local/settings.js';

const serviceOf = (functions: Record<string, FunctionDefinition>, more: Partial<Service> = {}): Service => ({
  service: 'shop',
  provider: {},
  package: {},
  setFunctionNames: () => undefined,
  ...more,
  functions,
});
const local = { endpoint: 'http://localhost:8000', region: 'eu-west-1', env: {} };

describe('the environment under serverless offline', () => {
  it('leads generated functions to the local database, with credentials that are worth nothing, and more time', () => {
    const service = serviceOf({ queries: { handler: '.event-sourcing/queries.handler', timeout: 6, environment: { TABLE: 'events' } } });

    setEnvironment(service, { ...local, env: { AWS_ACCESS_KEY_ID: 'AKIA' } });

    expect(service.functions.queries?.timeout).to.equal(30);
    expect(service.functions.queries?.environment).to.include({
      TABLE: 'events',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_REGION: 'eu-west-1',
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  it("leads the user's own functions there as well, and leaves what they or the provider set", () => {
    const service = serviceOf(
      {
        mine: { handler: 'src/mine.handler' },
        other: { handler: 'src/other.handler', environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://else' } },
      },
      { provider: { environment: { AWS_ACCESS_KEY_ID: 'theirs' } } },
    );

    setEnvironment(service, local);

    expect(service.functions.mine?.environment).to.include({
      AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000',
      AWS_ACCESS_KEY_ID: 'theirs',
    });
    expect(service.functions.mine).not.to.have.property('timeout');
    expect(service.functions.other?.environment).to.include({ AWS_ENDPOINT_URL_DYNAMODB: 'http://else' });
  });

  it('opens generated routes that want aws_iam, says so once, and leaves all others', () => {
    const notices: string[] = [];
    const iam = () => ({ httpApi: { method: 'GET', path: '/Item/{id}', authorizer: { type: 'aws_iam' } } });
    const service = serviceOf({
      queries: { handler: '.event-sourcing/queries.handler', events: [iam(), iam(), { httpApi: { authorizer: { name: 'customers' } } }] },
      mine: { handler: 'src/mine.handler', events: [iam()] },
    });

    dropIamAuthorizers(service, { notice: (message) => notices.push(message) });

    expect(service.functions.queries?.events).to.deep.equal([
      { httpApi: { method: 'GET', path: '/Item/{id}' } },
      { httpApi: { method: 'GET', path: '/Item/{id}' } },
      { httpApi: { authorizer: { name: 'customers' } } },
    ]);
    expect(service.functions.mine?.events).to.deep.equal([iam()]);
    expect(notices).to.have.length(1);
  });
});

describe('the settings of the plugins beside ours', () => {
  const processedInput = (options: Record<string, unknown>) => ({ commands: ['offline'], options });

  it('say where serverless-offline listens: the command line before the configuration before its defaults', () => {
    const custom = { 'serverless-offline': { httpPort: 4000, lambdaPort: 4002, host: '0.0.0.0' } };

    expect(offlineAddress({ service: serviceOf({}), processedInput: processedInput({ httpPort: undefined }) })).to.deep.equal({
      baseUrl: 'http://localhost:3000',
      host: 'localhost',
      httpPort: 3000,
      lambdaPort: 3002,
    });
    expect(offlineAddress({ service: serviceOf({}, { custom }), processedInput: processedInput({ httpPort: '5000' }) })).to.deep.equal({
      baseUrl: 'http://localhost:5000',
      host: 'localhost',
      httpPort: 5000,
      lambdaPort: 4002,
    });
  });

  it('say whether a database that listens already is meant', () => {
    const shared = (custom: Record<string, unknown>, plugins: unknown) =>
      dynamodbSettings({ service: serviceOf({}, { custom }), configurationInput: { plugins } }).shared;

    expect(shared({}, ['serverless-offline'])).to.equal(false);
    expect(shared({}, { modules: ['serverless-dynamodb'] })).to.equal(true);
    expect(shared({ 'serverless-dynamodb': { start: { port: 8001 } } }, [])).to.equal(true);
  });

  it('keep serverless-dynamodb from starting a second database', () => {
    class ServerlessDynamoDBPlugin {
      config: { start?: Record<string, unknown> } = { start: { port: 8000 } };
    }
    const plugin = new ServerlessDynamoDBPlugin();
    const pluginManager = { spawn: async () => undefined, plugins: [{}, plugin] };

    keepOthersFromStarting({ pluginManager });

    expect(plugin.config.start).to.deep.equal({ port: 8000, noStart: true });
  });
});
