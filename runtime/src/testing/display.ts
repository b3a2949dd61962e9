import { inspect } from 'node:util';
import type { NewEvent } from '../domain/events/event.js';

/** A value on one line and in full: what is cut off could be the difference. */
export const display = (value: unknown): string =>
  inspect(value, { depth: null, breakLength: Number.POSITIVE_INFINITY, compact: true, maxArrayLength: null, maxStringLength: null });

/** An event or a command on one line: `PriceUpdated { price: 8 }`. */
export const displayNamed = (name: string, data: unknown): string => `${name} ${display(data)}`;

export const displayEvent = ({ type, data }: NewEvent): string => displayNamed(type, data);

/** A value as a store gives it back: JSON makes of a Date a string, and of a member that is undefined nothing. */
export const asStored = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
