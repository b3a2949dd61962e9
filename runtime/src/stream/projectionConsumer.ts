import { parseStreamName } from '../domain/stream.js';
import { type Projecting, project } from '../projections/project.js';
import type { Consume } from './deliver.js';

/** Feeds projections. Each has its own rows and positions: one that fails keeps none of the others from theirs. */
export function projectionConsumer(projections: readonly Projecting[]): Consume {
  return async (stream, commits) => {
    const { aggregate } = parseStreamName(stream);
    const fed = projections.filter(({ projection }) => projection.from.some(({ name }) => name === aggregate));
    const results = await Promise.allSettled(fed.map((projecting) => project(projecting, stream, commits)));
    const failed = results.find((result) => result.status === 'rejected');
    return failed ? { done: 0, error: failed.reason } : { done: commits.length };
  };
}
