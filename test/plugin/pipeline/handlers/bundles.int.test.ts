import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { block, itemService } from '../../itemService.js';
import { type PackagedTemplate, packaged } from '../../packaged.js';
import { makeService, runToEnd, type TestService } from '../../service.js';
import { zipEntries } from '../../zipEntries.js';

describe('the bundles', () => {
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    // A package whose modules may be dropped if nothing of them is used: the receivers must stay for what they do.
    service = await makeService(itemService({ files: { 'package.json': '{ "type": "module", "sideEffects": false }' } }));
    template = await packaged(service);
  });

  after(() => service.remove());

  const runBundle = async (key: string, code: string) => {
    await service.write(
      `run-${key}.mjs`,
      `process.env.EVENT_SOURCING_TABLES = 'items-dev';
       process.env.AWS_REGION = 'eu-west-1';
       const { handler } = await import('./.event-sourcing/${key}.mjs');
       ${code}`,
    );
    return runToEnd(process.execPath, [join(service.dir, `run-${key}.mjs`)], service.dir);
  };

  it('are one file a function, with its source map', async () => {
    const files = await readdir(join(service.dir, '.event-sourcing'));

    const keys = ['ItemCommands', 'OrderCommands', 'projections', 'queries', 'reactions'];
    expect(files).to.have.members(['.gitignore', ...keys.flatMap((key) => [`${key}.mjs`, `${key}.mjs.map`])]);
  });

  for (const key of ['ItemCommands', 'OrderCommands', 'queries', 'projections', 'reactions']) {
    it(`run from their file: ${key}`, async () => {
      const { code, stdout, output } = await runBundle(key, 'console.log(typeof handler);');

      expect(code, output).to.equal(0);
      expect(stdout).to.equal('function\n');
    });
  }

  it('hold neither the S3 client nor avsc in a service that says nothing of its events', async () => {
    for (const key of ['ItemCommands', 'queries', 'projections', 'reactions']) {
      const bundle = await service.read(`.event-sourcing/${key}.mjs`);
      expect(bundle).not.to.match(/GetObjectCommand|NoSuchKey/);
      expect(bundle).not.to.include('invalid type name');
    }
    expect(JSON.stringify(template)).not.to.include('s3:GetObject');
  });

  it("hold the user's receivers where signals are sent, though the package says they have no side effects", async () => {
    const commands = await service.read('.event-sourcing/ItemCommands.mjs');
    const receivers = await service.read('.event-sourcing/reactions.mjs');
    const queries = await service.read('.event-sourcing/queries.mjs');

    expect(commands).to.include('a receiver heard eventPreSave');
    expect(receivers).to.include('a receiver heard eventPostSave');
    expect(queries).not.to.include('a receiver heard');
  });

  it('answer a command that is wrong without asking the database', async () => {
    const event = { aggregate: 'Item', id: '42', command: 'CreateItem', data: { name: 5, price: -1, size: 3 } };
    const { stdout, output } = await runBundle(
      'ItemCommands',
      `await handler(${JSON.stringify(event)}, {}).catch(({ name, details }) => console.log(JSON.stringify({ name, ...details })));`,
    );

    const { name, violations } = JSON.parse(stdout || output);
    expect(name).to.equal('ValidationFailed');
    expect(violations).to.deep.equal([
      { path: '/size', rule: 'additionalProperties', message: 'is not allowed here' },
      { path: '/name', rule: 'type', message: 'must be string', value: 5 },
      { path: '/price', rule: 'minimum', message: 'must be >= 0', value: -1 },
    ]);
  });

  it("hold compiled validators where something is validated, and ajv's compiler nowhere", async () => {
    const holds = async (key: string, text: string) => (await service.read(`.event-sourcing/${key}.mjs`)).includes(text);

    for (const key of ['ItemCommands', 'OrderCommands', 'queries', 'projections', 'reactions']) {
      // Words that ajv's compiler alone says: of a schema that it refuses, and of its settings.
      for (const word of ['strict mode', 'schema is invalid', 'allowUnionTypes'])
        expect(await holds(key, word), `${key}: ${word}`).to.equal(false);
    }
    expect(await holds('ItemCommands', 'must be >= 0')).to.equal(true);
    expect(await holds('ItemCommands', '"Item.events.ItemCreated"')).to.equal(true);
    expect(await holds('OrderCommands', 'Item.events')).to.equal(false);
    expect(await holds('projections', '"catalogue.row"')).to.equal(true);
    expect(await holds('queries', 'catalogue.row')).to.equal(false);
  });

  it('hold no checks of definitions, which the plugin has made', async () => {
    for (const key of ['ItemCommands', 'projections']) {
      const bundle = await service.read(`.event-sourcing/${key}.mjs`);
      expect(bundle)
        .to.include('initialState')
        .and.not.to.include('needs emits or a payload')
        .and.not.to.include('name the aggregates whose events');
    }
  });

  it('hold no lib-dynamodb where rows are not kept, and the SDK as ES modules, without what nobody uses', async () => {
    const commands = await service.read('.event-sourcing/ItemCommands.mjs');
    const projections = await service.read('.event-sourcing/projections.mjs');

    expect(commands).not.to.include('DynamoDBDocumentClient').and.not.to.include('CreateTable');
    expect(projections).to.include('marshallOptions').and.not.to.include('CreateTable');
    expect(commands).not.to.include('marshallOptions');
  });

  it('sign with the credentials that Lambda gives, whatever profile there is, and hold no client that asks for others', async () => {
    const key = await signedWith({ AWS_PROFILE: 'nobody', AWS_ACCESS_KEY_ID: 'OFTHEFUNCTION', AWS_SECRET_ACCESS_KEY: 'secret' });
    const commands = await service.read('.event-sourcing/ItemCommands.mjs');

    expect(key).to.equal('OFTHEFUNCTION');
    expect(commands).not.to.include('AssumeRoleWithWebIdentity').and.not.to.include('sso_session');
  });

  it('sign with the credentials of the endpoint that the environment names', async () => {
    const key = await signedWith({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:PORT/credentials' });

    expect(key).to.equal('OFTHEENDPOINT');
  });

  /** The access key that a command's request is signed with. */
  const signedWith = async (environment: Readonly<Record<string, string>>) => {
    const { stdout, output } = await runBundle(
      'ItemCommands',
      `const { createServer } = await import('node:http');
       const server = createServer((request, response) => {
         if (request.url !== '/credentials') {
           console.log(/Credential=(\\w+)/.exec(request.headers.authorization)[1]);
           return response.writeHead(400, { connection: 'close' }).end(JSON.stringify({ __type: 'ValidationException', message: 'no' }));
         }
         const Expiration = new Date(Date.now() + 3600_000).toISOString();
         response.end(JSON.stringify({ AccessKeyId: 'OFTHEENDPOINT', SecretAccessKey: 'secret', Token: 'token', Expiration }));
       });
       await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
       const { port } = server.address();
       for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name];
       for (const [name, value] of Object.entries(${JSON.stringify(environment)})) process.env[name] = value.replace('PORT', port);
       process.env.AWS_ENDPOINT_URL_DYNAMODB = \`http://127.0.0.1:\${port}/\`;
       const { handler: command } = await import('./.event-sourcing/ItemCommands.mjs?again');
       await command({ aggregate: 'Item', id: '42', command: 'UpdatePrice', data: { price: 3 } }, {}).catch(() => {});
       server.close();`,
    );
    const [key] = stdout.split('\n');
    if (!key) throw new Error(output);
    return key;
  };

  it('measure where metrics are wanted, and carry nothing for it where they are not', async () => {
    const measured = await makeService(itemService({ block: `${block}  metrics: { namespace: Shop }\n` }));
    await packaged(measured);
    const script = `process.env.EVENT_SOURCING_TABLES = 'items-dev';
      process.env.AWS_REGION = 'eu-west-1';
      const { handler } = await import('./.event-sourcing/ItemCommands.mjs');
      await handler({ aggregate: 'Item', id: '42', command: 'CreateItem', data: {} }, {}).catch(() => {});`;
    await measured.write('run.mjs', script);

    const { stdout } = await runToEnd(process.execPath, [join(measured.dir, 'run.mjs')], measured.dir);
    const unmeasuredBundles = [await measured.read('.event-sourcing/queries.mjs'), await service.read('.event-sourcing/ItemCommands.mjs')];
    await measured.remove();

    const { _aws, ...rest } = JSON.parse(stdout);
    expect(_aws.CloudWatchMetrics[0].Namespace).to.equal('Shop');
    expect(rest).to.deep.include({ service: 'items-dev', aggregate: 'Item', CommandRejected: 1 });
    for (const unmeasured of unmeasuredBundles) expect(unmeasured).not.to.include('CloudWatchMetrics');
  });

  it('are packaged alone: a function carries its own file', async () => {
    const files = await zipEntries(join(service.dir, '.serverless', 'ItemCommands.zip'));

    expect(files).to.deep.equal(['.event-sourcing/ItemCommands.mjs', '.event-sourcing/ItemCommands.mjs.map']);
  });

  it("are made with esbuild's warnings shown, since they point at mistakes", async () => {
    const odd = await makeService(itemService());
    await odd.write('src/receivers.ts', 'export const odd = (value: unknown) => typeof value === "strnig";\n');

    const { code, output } = await odd.run('package');
    await odd.remove();

    expect(code, output).to.equal(0);
    expect(output).to.include('src/receivers.ts:1:').and.include('"strnig"');
  });
});
