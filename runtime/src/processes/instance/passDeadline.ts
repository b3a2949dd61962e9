import type { Deadline } from '../scheduler.js';
import { type RecordContext, recordInput } from './recordInput.js';

/**
 * Records in a process's stream that a deadline has passed, once, with the reactions to that. A deadline that was cancelled, was set again, or
 * has passed already does nothing.
 *
 * @throws as `record` does: it can be called again
 */
export async function passDeadline(recording: RecordContext, deadline: Deadline): Promise<void> {
  await recordInput(recording, deadline.id, { kind: 'passed', deadline });
}
