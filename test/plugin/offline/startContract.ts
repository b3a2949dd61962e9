import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Framework, osls4, titleOf } from '../frameworks.js';
import { itemService } from '../itemService.js';
import { freePorts, startService } from '../running.js';
import { linkPackage, makeService, type TestService } from '../service.js';

const offlineService = async (framework: Framework, plugins: readonly string[]): Promise<{ service: TestService; url: string }> => {
  const [httpPort = 0, lambdaPort = 0, dynamodbPort = 0] = await freePorts(3);
  const yaml = [
    'provider: { name: aws }',
    'custom:',
    `  serverless-offline: { httpPort: ${httpPort}, lambdaPort: ${lambdaPort} }`,
    `  serverless-dynamodb: { start: { port: ${dynamodbPort} } }`,
  ].join('\n');
  const service = await makeService(itemService({ yaml, plugins: ['serverless-event-sourcing', ...plugins] }), framework);
  if (plugins.includes(dynamodbPlugin)) await linkPackage(service.dir, dynamodbPlugin, osls4().packages);
  return { service, url: `http://localhost:${httpPort}` };
};

// Installed in the one place, for both frameworks: it needs nothing of either.
const dynamodbPlugin = 'serverless-dynamodb';

/** A command that starts a service, and the plugins that the service lists beside ours. */
export type Setup = readonly [command: readonly string[], plugins: readonly string[]];

export const plainSetups: readonly Setup[] = [
  [['offline'], ['serverless-offline']],
  [['offline', 'start'], ['serverless-offline']],
];

export const dynamodbSetups: readonly Setup[] = [
  [
    ['offline', 'start'],
    [dynamodbPlugin, 'serverless-offline'],
  ],
  [['offline'], ['serverless-offline', dynamodbPlugin]],
];

const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });

/** Asks until the answer holds what is expected: rows follow events in their own time. */
const eventually = async (url: string, text: string): Promise<string> => {
  for (let tries = 0; tries < 1200; tries += 1) {
    const answer = await (await fetch(url, { signal: AbortSignal.timeout(60_000) })).text();
    if (answer.includes(text)) return answer;
    await sleep(100);
  }
  throw new Error(`${url} never answered '${text}'.`);
};

/** A service with a database of its own, started as a user does. */
export const startContract = (framework: () => Framework, setups: readonly Setup[]) => {
  describe(`a service offline, under ${titleOf(framework)}`, () => {
    for (const [command, plugins] of setups) {
      const title = `${titleOf(framework)}, ${command.join(' ')}, with ${plugins.join(' and ')}`;

      it(`takes commands, keeps rows and ends with a signal: ${title}`, async () => {
        const { service, url } = await offlineService(framework(), plugins);
        const running = startService(service, command);
        try {
          await running.wrote('is ready at');

          const created = await post(`${url}/Item/42/CreateItem`, { name: 'lamp', price: 3 });
          const updated = await post(`${url}/Item/42/UpdatePrice`, { price: 4 });
          const row = await eventually(`${url}/catalogue/42`, '"price":4');
          const { code } = await running.stop('SIGINT');

          expect([created.status, updated.status]).to.deep.equal([201, 200]);
          expect(updated.headers.get('etag')).to.equal('"2"');
          expect(JSON.parse(row)).to.deep.include({ name: 'lamp' });
          expect(code, running.output()).to.equal(0);
        } finally {
          await running.stop('SIGTERM');
          await service.remove();
        }
      });
    }
  });
};
