import type { LocalPart } from '../pipeline/localPart.js';

/** Where things are; `lines`: what else is to be said of it. */
type Located = {
  readonly baseUrl: string;
  readonly dynamodb: string;
  readonly queues: readonly string[];
  readonly lines: readonly string[];
};

/** What is printed once the service answers: where it is, and lines to try it with. */
export function bannerOf(service: string, parts: readonly LocalPart[], at: Located): string {
  const routes = parts.flatMap(({ routes = [] }) => routes);
  const lines = linesToTry(parts, at.baseUrl);
  return [
    '',
    `${service} is ready at ${at.baseUrl}`,
    `DynamoDB is at ${at.dynamodb}`,
    ...at.queues.map((url) => `A queue is at ${url}`),
    ...at.lines,
    '',
    ...routes.map(([method, path]) => `  ${method.padEnd(4)} ${at.baseUrl}${path}`),
    ...(lines.length > 0 ? ['', 'Try:', '', ...lines.map((line) => `  ${line}`)] : []),
    '',
  ].join('\n');
}

/** Commands of one source, and what is to be seen after them: lines that work as they stand, in this order. */
function linesToTry(parts: readonly LocalPart[], baseUrl: string): readonly string[] {
  const trials = parts.flatMap((part) => part.trials?.() ?? []);
  const first = trials.find((trial) => 'source' in trial);
  if (!first) return [];
  const next = trials.find((trial) => 'after' in trial && trial.after.includes(first.source));
  return [...first.lines(baseUrl), ...(next?.lines(baseUrl) ?? [])];
}
