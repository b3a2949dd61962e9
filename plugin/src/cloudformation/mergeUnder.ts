type Tree = Readonly<Record<string, unknown>>;

/** The upper tree, with what it leaves open filled in from the lower one. Arrays and values are taken whole. */
export const mergeUnder = (lower: Tree, upper: Tree): Record<string, unknown> => {
  const merged: Record<string, unknown> = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const beneath = lower[key];
    merged[key] = isTree(value) && isTree(beneath) ? mergeUnder(beneath, value) : value;
  }
  return merged;
};

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
