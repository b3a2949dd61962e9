import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { binaryOf, osls4 } from './frameworks.js';
import { itemService } from './itemService.js';
import { makeService, runToEnd } from './service.js';

const stack = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
  <StackName>items-dev</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs/>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

const resources = `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>
  <StackResourceSummaries/></ListStackResourcesResult></ListStackResourcesResponse>`;

/** As much of CloudFormation as `info` asks. */
const cloudFormation = async (): Promise<{ server: Server; url: string }> => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.setHeader('content-type', 'text/xml').end(body.includes('DescribeStacks') ? stack : resources));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, url: `http://127.0.0.1:${address.port}` };
};

describe('serverless info', () => {
  it('has a section with aggregates, projections and tables', async () => {
    // osls, since serverless 3 asks the real CloudFormation, whatever AWS_ENDPOINT_URL says.
    const service = await makeService(itemService(), osls4());
    const { server, url } = await cloudFormation();

    const { code, output } = await runToEnd(process.execPath, [binaryOf(service.framework), 'info'], service.dir, {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    server.close();
    await service.remove();

    expect(code, output).to.equal(0);
    expect(output).to.match(
      /event sourcing:\n\s+aggregates: Item, Order\n\s+projections: catalogue\n\s+tables: items-dev-events, items-dev-bookmarks, items-dev-parked, items-dev-catalogue/,
    );
  });
});
