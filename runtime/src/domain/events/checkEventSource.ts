/** The parts of a definition that say how stored events are read, as they may be written without TypeScript. */
type Parts = { readonly events: object; readonly upcast?: unknown; readonly renamed?: unknown; readonly unknownEvents?: unknown };

/** Refuses upcasters, earlier names and a rule for unknown events that do not fit the events. */
export function checkEventSource({ events, upcast, renamed, unknownEvents }: Parts, fail: (problem: string) => never): void {
  const isEvent = (type: unknown) => typeof type === 'string' && Object.hasOwn(events, type);
  const types = Object.keys(events).join(', ');
  for (const [type, chain] of membersOf('upcast', upcast, fail)) {
    if (!isEvent(type)) fail(`upcast.${type} upcasts an event that is not in events (${types}).`);
    const steps = stepsOf(chain);
    if (!steps) fail(`upcast.${type} must be made by from(…).to(…), ${typeof chain} given.`);
    else if (steps.length === 0) fail(`upcast.${type} has no step: add one with .to(…), or leave it out.`);
    else if (!steps.every((step) => typeof step === 'function')) fail(`upcast.${type} has a step that is no function.`);
  }
  for (const [earlier, type] of membersOf('renamed', renamed, fail)) {
    if (!isEvent(type)) fail(`renamed.${earlier} names '${String(type)}', which is not in events (${types}).`);
    if (isEvent(earlier)) fail(`renamed.${earlier} is an event of today: an earlier name must not be in events.`);
  }
  if (unknownEvents !== undefined && unknownEvents !== 'fail' && unknownEvents !== 'skip') {
    fail(`unknownEvents must be 'fail' or 'skip', '${String(unknownEvents)}' given.`);
  }
}

function membersOf(part: string, value: unknown, fail: (problem: string) => never): [string, unknown][] {
  if (value === undefined) return [];
  return typeof value === 'object' && value !== null ? Object.entries(value) : fail(`${part} must be an object, ${typeof value} given.`);
}

function stepsOf(chain: unknown): readonly unknown[] | undefined {
  if (typeof chain !== 'object' || chain === null || !('kind' in chain) || chain.kind !== 'upcaster') return undefined;
  return 'steps' in chain && Array.isArray(chain.steps) ? chain.steps : undefined;
}
