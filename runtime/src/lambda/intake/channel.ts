import type { AdmitContext } from '../../intake/admit.js';
import type { RecordEventContext } from '../../intake/recordEvent.js';
import type { LambdaContext } from '../http/event.js';
import type { Log } from '../log.js';

/** What events from outside are taken in with. */
export type IntakeContext = AdmitContext & RecordEventContext & { readonly log: Log; readonly passOver: (type: string) => void };

/** How events come to an intake: takes what a function was invoked with, if that came this way. */
export type Channel = (event: unknown, inlet: IntakeContext, context: LambdaContext | undefined) => Promise<unknown> | undefined;
