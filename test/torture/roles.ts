import { randomOf } from './random.js';

/** Whether a lane sends at a step what it thinks of itself, what another does, or another payload under the other's key. */
export type Role = 'fresh' | 'repeat' | 'impostor';

export function roleAt(seed: number, lane: number, step: number): Role {
  const draw = randomOf(seed, lane, step, 'role').next();
  if (draw < 0.7) return 'fresh';
  return draw < 0.92 ? 'repeat' : 'impostor';
}
