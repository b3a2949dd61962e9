import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../plugin/dist/bundle/bundle.js';
import { makeService } from '../test/plugin/service.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const example = join(repository, 'example-service');

const floorSource = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async ({ kind, input }) => {
  switch (kind) {
    case 'get': return client.send(new GetCommand(input));
    case 'query': return client.send(new QueryCommand(input));
    case 'put': return client.send(new PutCommand(input));
  }
};
`;

/** Files of a function's code: the example's commands as the plugin packages them, and the least that does the same by hand. */
export type CommandBundles = {
  readonly ours: string;
  /** By the plugin's own options. */
  readonly floor: string;
  /** By esbuild's, minified, as somebody has it who bundles by hand. */
  readonly plainFloor: string;
};

/** Packages the example through its framework, as a deployment does, and bundles the floor by the same options. */
export async function withCommandBundles<Result>(measure: (bundles: CommandBundles) => Promise<Result>): Promise<Result> {
  const service = await makeService({ 'serverless.yml': await readFile(join(example, 'serverless.yml'), 'utf8') });
  try {
    await cp(join(example, 'src'), join(service.dir, 'src'), { recursive: true });
    const { code, output } = await service.run('package');
    if (code !== 0) throw new Error(`The example could not be packaged:\n${output}`);
    const outdir = join(service.dir, 'floor');
    const options = bundleOptions({ serviceDir: repository, outdir, entries: { floor: floorSource }, target: 'node20', external: [] });
    await build({ ...options, minify: true, sourcemap: true, sourcesContent: false });
    const plainFloor = join(outdir, 'plain.mjs');
    const stdin = { contents: floorSource, resolveDir: repository };
    await build({ stdin, outfile: plainFloor, bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20' });
    return await measure({ ours: join(service.dir, '.event-sourcing', 'ItemCommands.mjs'), floor: join(outdir, 'floor.mjs'), plainFloor });
  } finally {
    await service.remove();
  }
}
