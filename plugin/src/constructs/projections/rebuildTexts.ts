import type { RebuildAnswer, RebuildProgress, RebuildStatus, RowsStatus } from 'serverless-event-sourcing-runtime/model';
import { UserFault } from '../../userFault.js';

/** Tells how far a rebuild is, at which rate, and how long it will take. */
export const shownProgress = (projection: string, now: () => number) => {
  let first: { readonly at: number; readonly commits: number; readonly events: number } | undefined;
  return (answer: RebuildProgress & { readonly until?: string }): string => {
    const { phase, commits, events, total, until } = answer;
    const doing = `Rebuilding ${projection}: `;
    if (until !== undefined)
      return `${doing}${phase === 'filling' ? 'new events go into both' : switched}; waiting until ${until} for who began before`;
    if (phase !== 'filling') return `${doing}${switched}; emptying the old ones`;
    const at = now();
    first ??= { at, commits, events };
    const elapsed = (at - first.at) / 1000;
    const passed = commits - first.commits;
    const counts = `${commits} of some ${Math.max(total, commits)} commits, ${events} events`;
    if (elapsed <= 0 || passed === 0) return `${doing}${counts}`;
    const left = Math.max(0, total - commits) / (passed / elapsed);
    return `${doing}${counts}, ${Math.round((events - first.events) / elapsed)} events a second, ${duration(left)} left`;
  };
};

/** Which slot is read, and how far a rebuild is that is not done. */
export const rowsText = (projection: string, { read, rebuild }: RowsStatus): string => {
  const slot = `slot ${read} is read`;
  if (!rebuild) return slot;
  const since = rebuild.started === undefined ? '' : ` since ${rebuild.started}`;
  const stands = rebuild.heldUntil === undefined ? `; nobody is at it, 'rebuild --projection ${projection}' goes on with it` : '';
  return `${slot}; rebuild into slot ${rebuild.slot}${since}: ${phaseText(rebuild)}${stands}`;
};

const phaseText = (rebuild: RebuildStatus): string => {
  const { phase, abandoned, commits, events, total, rate, secondsLeft, parked } = rebuild;
  if (abandoned) return 'given up, its rows are being removed';
  if (phase === 'beginning') return 'the slot is being emptied';
  if (phase === 'switched') return `${switched}, both are written`;
  if (phase === 'ending') return `${switched}, the old ones are being removed`;
  return [
    `${commits} of some ${Math.max(total, commits)} commits, ${events} events`,
    ...(rate === undefined ? [] : [`${Math.round(rate)} events a second`]),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ...(parked === 0 ? [] : [`${parked} streams parked in its rows`]),
  ].join(', ');
};

const switched = 'the new rows are read';

const duration = (seconds: number): string => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.ceil(seconds)} s`;
};

export const doneText = (projection: string, { status, commits, events, started }: RebuildProgress & { readonly status: string }): string =>
  `${projection}: ${status === 'done' ? 'rebuilt' : 'not rebuilt'}, ${events} events of ${commits} commits since ${started}`;

export const abandonedText = (projection: string): string =>
  `${projection}: the rebuild was given up; the rows of before are read, as they were all the time`;

export const parkedRows = (projection: string, { parked, first }: Extract<RebuildAnswer, { status: 'parked' }>): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REBUILD_PARKED',
    message: `The new rows of ${projection} are not read yet, since ${parked} streams are parked in them, ${first.stream} at version ${first.version}: ${first.error.name}: ${first.error.message}. Mend the projection, deploy, give the rebuild up (--abort) and begin another; or take them as they are (--accept-parked), and redrive.`,
  });

export const otherCode = (projection: string, { started }: RebuildProgress): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REBUILD_OTHER_CODE',
    message: `The function was deployed anew since the rebuild of ${projection} began (${started}): rows that it has made may be others than it makes now. Give it up (--abort) and begin another; or go on (--accept-code), if the projection is the same.`,
  });

export const busy = (projection: string, until: string): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REBUILD_BUSY',
    message: `${projection} is being rebuilt by another call, which has it until ${until} at least, and goes on. Wait for that one.`,
  });

export const noTime = (): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REBUILD_STANDS',
    message:
      'The function has no time to fold events: it needs a timeout of 150 seconds at least. Take your own timeout off it, and deploy.',
  });
