import type { Configured, Part, Said } from '../../pipeline/construct.js';
import { given } from '../../values.js';

/** A word of the block that names no module of the user's. */
export const settings = (config: unknown, part: Part = {}, said?: Partial<Said>): { readonly value: Configured } => ({
  value: { config, ...given({ said }), load: () => ({ value: part }) },
});
