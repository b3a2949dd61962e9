import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { given } from '../../values.js';
import type { Schedule } from './scheduleFile.js';
import type { Schedules } from './schedules.js';

type Answer = { readonly status: number; readonly body: object; readonly error?: string };

const path = /^\/schedules\/([0-9a-zA-Z-_.]{1,64})(?:\?|$)/;

/** A server that speaks as much of EventBridge Scheduler's protocol as deadlines take: one-time schedules are made and deleted. */
export const schedulerEndpoint = (schedules: Schedules): Server =>
  createServer((request, response) => {
    void answer(request, schedules).then(
      (answered) => respond(response, answered),
      (error: unknown) => respond(response, failed(500, 'InternalServerException', String(error))),
    );
  });

async function answer(request: IncomingMessage, schedules: Schedules): Promise<Answer> {
  const [, name] = path.exec(request.url ?? '') ?? [];
  if (name === undefined)
    return failed(400, 'ValidationException', `The scheduler of serverless offline knows schedules by name, ${request.url} given.`);
  if (request.method === 'DELETE') {
    return schedules.delete(name)
      ? { status: 200, body: {} }
      : failed(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);
  }
  const schedule = request.method === 'POST' ? readSchedule(name, await text(request)) : undefined;
  if (!schedule)
    return failed(
      400,
      'ValidationException',
      'The scheduler of serverless offline makes one-time schedules of functions, in UTC, and deletes them.',
    );
  if (!schedules.create(schedule)) return failed(409, 'ConflictException', `Schedule ${name} already exists.`);
  return { status: 200, body: { ScheduleArn: `arn:aws:scheduler:local:000000000000:schedule/local/${name}` } };
}

const oneTime = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;

type Body = { readonly ScheduleExpression?: unknown; readonly Target?: { readonly Arn?: unknown; readonly Input?: unknown } };

function readSchedule(name: string, body: string): Schedule | undefined {
  const { ScheduleExpression: expression, Target: { Arn: arn, Input: input } = {} }: Body = JSON.parse(body);
  const [, second] = oneTime.exec(String(expression)) ?? [];
  if (second === undefined || typeof arn !== 'string' || typeof input !== 'string') return undefined;
  return { name, functionName: arn.slice(arn.lastIndexOf(':') + 1), input, at: `${second}.000Z` };
}

const failed = (status: number, error: string, message: string): Answer => ({ status, error, body: { Message: message } });

function respond(response: ServerResponse, { status, body, error }: Answer): void {
  const headers = { 'content-type': 'application/json', ...given({ 'x-amzn-errortype': error }) };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
