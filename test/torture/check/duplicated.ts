import { groupBy } from './groups.js';
import type { Problem } from './problem.js';
import { identityOf, type Written } from './timeline.js';

/** Commands that took effect more than once, on one stream or on several. */
export function duplicated(written: readonly Written[]): readonly Problem[] {
  const known = written.flatMap(({ commit, writer }) => (writer ? [{ commit, identity: identityOf(writer) }] : []));
  return [...groupBy(known, ({ identity }) => identity)].flatMap(([identity, effects]) => {
    const [first, ...more] = effects.map(({ commit }) => commit);
    return more.map(({ stream, version }) => {
      const text = `${identity} took effect at ${first?.stream}@${first?.version}, and again at version ${version}`;
      return { kind: 'duplicated' as const, stream, text };
    });
  });
}
