import type { HttpEvent } from '../../../runtime/src/lambda/http/event.js';

/** A request as API Gateway's HTTP API hands it to a function. */
export function request(method: 'GET' | 'POST', route: string, parts: Partial<HttpEvent> = {}): HttpEvent {
  const path = Object.entries(parts.pathParameters ?? {}).reduce(
    (filled, [name, value]) => filled.replace(`{${name}}`, value ?? ''),
    route,
  );
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath: path,
    requestContext: { requestId: 'request-1', http: { method } },
    ...parts,
  };
}

/** A command as JSON. */
export const post = (
  command: string,
  data: unknown,
  { id = '1', headers = {}, ...parts }: { id?: string; headers?: Record<string, string> } & Partial<HttpEvent> = {},
) =>
  request('POST', '/Account/{id}/{command}', {
    pathParameters: { id, command },
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(data),
    ...parts,
  });
