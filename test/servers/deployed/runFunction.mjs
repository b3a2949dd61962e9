// Plays Lambda's runtime for one function: its bundle is imported once, and handles what it is sent, one event after the other.
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL(process.argv[2] ?? '').href);

process.on('message', async ({ id, event, milliseconds }) => {
  const end = Date.now() + milliseconds;
  const context = { awsRequestId: String(id), getRemainingTimeInMillis: () => end - Date.now() };
  try {
    process.send?.({ id, response: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send?.({ id, error: { name: error?.name ?? 'Error', message: String(error?.message ?? error) } });
  }
});
