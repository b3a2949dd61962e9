import { createServer, type IncomingMessage } from 'node:http';

/** A server that Elasticsearch's client takes for Elasticsearch, and what it was asked. */
export type Front = { readonly endpoint: string; readonly asked: readonly string[]; close(): Promise<void> };

/**
 * Stands in front of OpenSearch, which forked from Elasticsearch 7.10, and does what Elasticsearch 8 does of the protocol: it wants the
 * media types of its own clients, and names its product. What rows need of the interface behind that is the same in both.
 */
export async function elasticsearchFront(opensearch: string): Promise<Front> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    try {
      asked.push(`${request.method} ${request.url}`);
      const type = request.headers['content-type'];
      const body = await bodyOf(request);
      if (body.length > 0 && !type?.includes('compatible-with=8')) throw new Error(`media type '${type}'`);
      const answer = await fetch(`${opensearch}${request.url}`, {
        method: request.method ?? 'GET',
        ...(body.length > 0
          ? { body, headers: { 'content-type': type?.includes('ndjson') ? 'application/x-ndjson' : 'application/json' } }
          : {}),
      });
      response.writeHead(answer.status, {
        'x-elastic-product': 'Elasticsearch',
        'content-type': 'application/vnd.elasticsearch+json;compatible-with=8',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
