type Begun = {
  readonly name: string;
  readonly total: number;
  /** Events that were sent before this run. */
  readonly before: number;
  /** Milliseconds. */
  readonly now: () => number;
};

/** Says how far a replay is: how many of how many, how many a second, and how long that will take. */
export const progressText = ({ name, total, before, now }: Begun): ((events: number) => string) => {
  const start = now();
  return (events) => {
    const perSecond = (events - before) / Math.max(0.001, (now() - start) / 1000);
    const left = perSecond > 0 ? `, ${timeText((total - events) / perSecond)} left` : '';
    return `Sending ${name} again: ${events} of ${total} events, ${rateText(perSecond)} a second${left}`;
  };
};

const rateText = (perSecond: number): string => (perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond)));

const timeText = (given: number): string => {
  const seconds = Math.max(0, Math.ceil(given));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
