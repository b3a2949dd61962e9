import type { Configured, Part, Said } from '../../pipeline/construct.js';

/** A word of the block that names no module of the user's. */
export const settings = (config: unknown, part: Part = {}, said?: Partial<Said>): { readonly value: Configured } => ({
  value: { config, ...(said && { said }), load: () => ({ value: part }) },
});
