import { type ClientRequest, request } from 'node:http';
import type { InvokeResult } from './deliver.js';

/** Where serverless-offline's Lambda endpoint listens. */
export type LambdaEndpoint = { readonly host: string; readonly port: number };

/** Invokes a function with any event. */
export type InvokeAny = (functionName: string, event: object) => Promise<InvokeResult>;

/** Invokes functions; `cutOff` fails the invocations that are on their way. */
export type LambdaClient = { readonly invoke: InvokeAny; cutOff(reason: string): void };

/**
 * Invokes functions through serverless-offline. `node:http` and not `fetch`: that one gives up on a function after five minutes,
 * while it is serverless-offline's to say how long a function may take.
 */
export function invokeThrough({ host, port }: LambdaEndpoint): LambdaClient {
  const calls = new Set<ClientRequest>();
  const invoke: InvokeAny = (functionName, event) =>
    new Promise((done) => {
      const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
      const call = request({ host, port, path, method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => done({ unreachable: error.message }));
        response.on('end', () =>
          done(
            resultOf({
              status: response.statusCode ?? 0,
              failed: 'x-amz-function-error' in response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          ),
        );
      });
      call.on('error', (error) => done({ unreachable: error.message }));
      calls.add(call);
      call.on('close', () => calls.delete(call));
      call.end(JSON.stringify(event));
    });
  // A reload ends the workers, and serverless-offline never answers for what ran in them.
  const cutOff = (reason: string) => {
    for (const call of calls) call.destroy(new Error(reason));
  };
  return { invoke, cutOff };
}

/** What an answer of the Lambda endpoint means: 200 with `x-amz-function-error` is a function that threw or took too long. */
export function resultOf({ status, failed, body }: { status: number; failed: boolean; body: string }): InvokeResult {
  const payload = parse(body);
  if (failed) return { error: textAt(payload, 'errorMessage') ?? 'it threw' };
  if (status < 200 || status > 299) return { error: textAt(payload, 'Message') ?? `the Lambda endpoint answers ${status}` };
  return { response: payload };
}

function parse(body: string): unknown {
  if (body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function textAt(payload: unknown, key: string): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const text = (payload as Record<string, unknown>)[key];
  return typeof text === 'string' ? text : undefined;
}
