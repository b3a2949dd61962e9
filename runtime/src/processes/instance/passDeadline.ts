import type { Deadline } from '../scheduler.js';
import { type Recording, record } from './recordInput.js';

/**
 * Tells a process that a deadline is due: it is recorded in the process's stream, once, with what is to be done about it. One that was
 * cancelled, set anew, or has passed already does nothing.
 *
 * @throws as `record` does: nothing is lost if it is told again
 */
export async function passDeadline(recording: Recording, deadline: Deadline): Promise<void> {
  await record(recording, deadline.id, { kind: 'passed', deadline });
}
