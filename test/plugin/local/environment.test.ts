import { expect } from 'chai';
import type { FunctionDefinition, Service } from '../../../plugin/src/framework/types.js';
import { dropIamAuthorizers, setEnvironment } from '../../../plugin/src/local/environment.js';
import { keepOthersFromStarting } from '../../../plugin/src/local/otherStarter.js';
import { dynamodbSettings, offlineAddress, queuePort } from '../../../plugin/src/local/settings.js';

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

  it('leads all functions to the local queues, a Ref to one of them becomes its URL, and an SQS of their own stays', () => {
    const queues = { endpoint: 'http://127.0.0.1:3004', urls: new Map([['CommandQueue', 'http://127.0.0.1:3004/0/commands.fifo']]) };
    const functions = (environment: Record<string, unknown> = {}) => ({
      commandQueue: {
        handler: '.event-sourcing/commandQueue.handler',
        environment: { EVENT_SOURCING_COMMAND_QUEUE: { Ref: 'CommandQueue' } },
      },
      mine: { handler: 'src/mine.handler', environment: { QUEUE: { Ref: 'CommandQueue' }, OTHER: { Ref: 'Other' }, ...environment } },
    });
    const endpoints = (service: Service) => Object.values(service.functions).map(({ environment }) => environment?.AWS_ENDPOINT_URL_SQS);
    const plain = serviceOf(functions());
    const ofFunction = serviceOf(functions({ AWS_ENDPOINT_URL_SQS: 'http://theirs' }));
    const ofProvider = serviceOf(functions(), { provider: { environment: { AWS_ENDPOINT_URL_SQS: 'http://theirs' } } });
    const ofShell = serviceOf(functions());
    const without = serviceOf(functions());

    for (const service of [plain, ofFunction, ofProvider]) setEnvironment(service, { ...local, queues });
    setEnvironment(ofShell, { ...local, queues, env: { AWS_ENDPOINT_URL_SQS: 'http://theirs' } });
    setEnvironment(without, local);

    expect(plain.functions.commandQueue?.environment).to.include({ EVENT_SOURCING_COMMAND_QUEUE: 'http://127.0.0.1:3004/0/commands.fifo' });
    expect(plain.functions.mine?.environment).to.deep.include({ QUEUE: 'http://127.0.0.1:3004/0/commands.fifo', OTHER: { Ref: 'Other' } });
    expect(endpoints(plain)).to.deep.equal(['http://127.0.0.1:3004', 'http://127.0.0.1:3004']);
    expect(endpoints(ofFunction)).to.deep.equal(['http://127.0.0.1:3004', 'http://theirs']);
    expect(endpoints(ofProvider)).to.deep.equal(['http://theirs', 'http://theirs']);
    expect(endpoints(ofShell)).to.deep.equal(['http://theirs', 'http://theirs']);
    expect(endpoints(without)).to.deep.equal([undefined, undefined]);
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

  it('say where the queues listen: where SQS_PORT says, or beside the ports of serverless-offline', () => {
    const given = { service: serviceOf({}), processedInput: processedInput({ lambdaPort: 4002 }) };

    expect(queuePort(given, {})).to.deep.equal({ preferred: 4004 });
    expect(queuePort(given, { SQS_PORT: '9324' })).to.deep.equal({ wanted: 9324 });
    expect(() => queuePort(given, { SQS_PORT: 'nine' })).to.throw("SQS_PORT must be a port from 1 to 65535, 'nine' given.");
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
