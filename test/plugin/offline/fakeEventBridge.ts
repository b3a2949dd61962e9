import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An event that somebody put on a bus. */
export type Put = { readonly EventBusName: string; readonly DetailType: string; readonly Detail: string };

export type FakeBus = { readonly url: string; readonly puts: Put[]; close(): void };

/** As much of EventBridge as publishing takes. */
export async function eventBridge(): Promise<FakeBus> {
  const puts: Put[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { Entries }: { readonly Entries: readonly Put[] } = JSON.parse(body);
      puts.push(...Entries);
      const answer = { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) };
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
