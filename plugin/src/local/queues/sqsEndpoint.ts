import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { act, type LocalQueue } from './sqsActions.js';
import { SqsError } from './sqsError.js';
import { isInput, type SqsInput } from './sqsInput.js';

const target = /^AmazonSQS\.(\w+)$/;
const contentType = 'application/x-amz-json-1.0';

/** A server that speaks as much of SQS' JSON protocol as it takes to send to some queues. It does not listen yet. */
export const sqsEndpoint = (queues: () => readonly LocalQueue[]): Server =>
  createServer((request, response) => {
    void answer(request, queues).then(
      (output) => respond(response, 200, output),
      (error: unknown) => fail(response, error),
    );
  });

async function answer(request: IncomingMessage, queues: () => readonly LocalQueue[]): Promise<object> {
  const body = await text(request);
  const [, action] = target.exec(String(request.headers['x-amz-target'] ?? '')) ?? [];
  if (action === undefined) {
    throw new SqsError(
      'UnsupportedOperation',
      "The queues of serverless offline speak SQS' JSON protocol alone, which the SDK has since 2023.",
    );
  }
  return act(action, parse(body), queues());
}

function parse(body: string): SqsInput {
  try {
    const input: unknown = JSON.parse(body);
    if (isInput(input)) return input;
  } catch {
    // Answered below, as what is no object.
  }
  throw new SqsError('SerializationException', 'The request is no JSON object.');
}

function fail(response: ServerResponse, error: unknown): void {
  if (error instanceof SqsError) {
    const { shape, message, queryCode } = error;
    respond(response, 400, { __type: `com.amazonaws.sqs#${shape}`, message }, { 'x-amzn-query-error': `${queryCode};Sender` });
  } else respond(response, 500, { __type: 'com.amazonaws.sqs#InternalFailure', message: String(error) });
}

function respond(response: ServerResponse, status: number, output: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': contentType, ...headers }).end(JSON.stringify(output));
}
