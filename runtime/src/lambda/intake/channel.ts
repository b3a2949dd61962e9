import type { Admitting } from '../../intake/admit.js';
import type { RecordingEvents } from '../../intake/recordEvent.js';
import type { LambdaContext } from '../http/event.js';
import type { Log } from '../log.js';

/** What events from outside are taken in with. */
export type Inlet = Admitting & RecordingEvents & { readonly log: Log; readonly passOver: (type: string) => void };

/** How events come to an intake: takes what a function was invoked with, if that came this way. */
export type Way = (event: unknown, inlet: Inlet, context: LambdaContext | undefined) => Promise<unknown> | undefined;
