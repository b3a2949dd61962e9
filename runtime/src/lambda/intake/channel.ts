import type { AdmitContext } from '../../intake/commitOfEvent.js';
import type { RecordEventContext } from '../../intake/recordEvent.js';
import type { LambdaContext } from '../http/event.js';
import type { Log } from '../log.js';

/** What events from outside are recorded with. */
export type IntakeContext = AdmitContext & RecordEventContext & { readonly log: Log; readonly passOver: (type: string) => void };

/** A channel through which events come to an intake: handles an invocation, if it came through this channel. */
export type Channel = (event: unknown, inlet: IntakeContext, context: LambdaContext | undefined) => Promise<unknown> | undefined;
