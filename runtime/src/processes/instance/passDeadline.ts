import type { Deadline } from '../scheduler.js';
import { type RecordContext, recordInput } from './recordInput.js';

/**
 * Tells a process that a deadline is due: it is recorded in the process's stream, once, with what is to be done about it. One that was
 * cancelled, set anew, or has passed already does nothing.
 *
 * @throws as `record` does: nothing is lost if it is told again
 */
export async function passDeadline(recording: RecordContext, deadline: Deadline): Promise<void> {
  await recordInput(recording, deadline.id, { kind: 'passed', deadline });
}
