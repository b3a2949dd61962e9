import type { Log } from '../log.js';
import type { HttpEvent, HttpResponse, LambdaContext } from './event.js';
import { HttpError, problemResponse } from './problem.js';

/** Milliseconds before a function's timeout at which it answers that it timed out. */
const margin = 300;

/** Always answers a request: errors become problem details, and shortly before the function times out it answers that it does. */
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
