/** A bound on a figure: a number in its own unit, or so many times what a peer has. */
export type Limit = { readonly atMost: number; readonly of?: string } | { readonly atLeast: number; readonly of?: string };

/** Something that was measured, and what it is compared to. */
export type Figure = {
  readonly name: string;
  /** Tells variants of one name apart. */
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  /** What others have, in the same unit. */
  readonly peers: Readonly<Record<string, number>>;
  /** None for a figure that is given for information: that one holds. */
  readonly limits: readonly Limit[];
};

/** The number that a limit bounds: the value, or how many times the peer's it is. */
export function bounded({ name, value, peers }: Figure, { of }: Limit): number {
  if (of === undefined) return value;
  const peer = peers[of];
  if (peer === undefined) throw new TypeError(`${name} is limited by ${of}, which was not measured.`);
  return value / peer;
}

const keeps = (figure: Figure, limit: Limit): boolean =>
  'atMost' in limit ? bounded(figure, limit) <= limit.atMost : bounded(figure, limit) >= limit.atLeast;

/** Whether a figure keeps all its limits. */
export const holds = (figure: Figure): boolean => figure.limits.every((limit) => keeps(figure, limit));

/** A figure as one line of JSON. */
export const toJson = (figure: Figure): string => {
  const { name, case: variant, value, unit, peers } = figure;
  const rounded = Object.fromEntries(Object.entries(peers).map(([peer, measured]) => [peer, round(measured)]));
  return JSON.stringify({ name, case: variant, value: round(value), unit, peers: rounded, holds: holds(figure) });
};

/** Four digits are more than a measurement has. */
const round = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));
