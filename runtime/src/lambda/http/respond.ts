import type { Log } from '../log.js';
import type { HttpEvent, HttpResponse, LambdaContext } from './event.js';
import { HttpError, problemResponse } from './problem.js';

/** Left of a function's time, in milliseconds, to answer that it ran out. */
const margin = 300;

/** Answers a request whatever happens: an error as a problem, and one of its own shortly before the function's time is up. */
export async function respond(
  event: HttpEvent,
  context: LambdaContext | undefined,
  log: Log,
  work: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const deadline = startDeadline(context);
  try {
    return await Promise.race([work(), ...deadline.expired]);
  } catch (error) {
    return problemResponse(error, event, log);
  } finally {
    deadline.stop();
  }
}

function startDeadline(context: LambdaContext | undefined) {
  if (!context) return { expired: [], stop: () => {} };
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new HttpError(503, 'TimedOut', 'It is not known whether this took effect. Try again (a command with the same Idempotency-Key).'),
        ),
      Math.max(context.getRemainingTimeInMillis() - margin, 0),
    );
  });
  return { expired: [expired], stop: () => clearTimeout(timer) };
}
