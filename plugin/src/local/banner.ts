import { Ajv } from 'ajv';
import { sampleOf } from '../constructs/aggregates/sample.js';
import type { AggregateEntry, IntakeEntry, ProjectionEntry, ServiceModel } from '../model/model.js';

/** Where things are; `publishers`: a line for each. */
type Located = {
  readonly baseUrl: string;
  readonly dynamodb: string;
  readonly queues: readonly string[];
  readonly publishers: readonly string[];
};

/** What is printed once the service answers: where it is, and lines to try it with. */
export function bannerOf(model: ServiceModel, at: Located): string {
  const routes = [
    ...model.aggregates.flatMap(aggregateRoutes),
    ...model.projections.flatMap(projectionRoutes),
    ...model.intakes.flatMap(intakeRoutes),
  ];
  const lines = linesToTry(model, at.baseUrl);
  return [
    '',
    `${model.service} is ready at ${at.baseUrl}`,
    `DynamoDB is at ${at.dynamodb}`,
    ...at.queues.map((url) => `A queue is at ${url}`),
    ...at.publishers,
    '',
    ...routes.map(([method, path]) => `  ${method.padEnd(4)} ${at.baseUrl}${path}`),
    ...(lines.length > 0 ? ['', 'Try:', '', ...lines.map((line) => `  ${line}`)] : []),
    '',
  ].join('\n');
}

type Route = readonly [method: string, path: string];

function aggregateRoutes({ name, http }: AggregateEntry): Route[] {
  if (http === false) return [];
  const events: Route[] = http.events ? [['GET', `/${name}/{id}/events`]] : [];
  return [['POST', `/${name}/{id}/{command}`], ['POST', `/${name}/{command}`], ['GET', `/${name}/{id}`], ...events];
}

function projectionRoutes({ name, http }: ProjectionEntry): Route[] {
  return http === false
    ? []
    : [
        ['GET', `/${name}`],
        ['GET', `/${name}/{key}`],
      ];
}

function intakeRoutes({ name, http }: IntakeEntry): Route[] {
  return http === false ? [] : [['POST', `/${name}`]];
}

/** A creation, a command that follows it, the state, and a catalogue of it: lines that work as they stand, in this order. */
function linesToTry({ aggregates, projections }: ServiceModel, baseUrl: string): string[] {
  const tryable = aggregates.find((aggregate) => isOpen(aggregate.http) && commandLike(aggregate, 'creating') !== undefined);
  if (!tryable) return [];
  const { name } = tryable;
  const url = `${baseUrl}/${name}/${name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}-1`;
  const commands = [commandLike(tryable, 'creating'), commandLike(tryable, 'following')].filter((command) => command !== undefined);
  const rows = projections.find(({ http, model }) => isOpen(http) && model.from.includes(name));
  return [
    ...commands.map(({ command, payload }) => `curl -X POST ${url}/${command} -H 'content-type: application/json' -d ${quoted(payload)}`),
    `curl ${url}`,
    ...(rows ? [`curl ${baseUrl}/${rows.name}`] : []),
  ];
}

function commandLike({ model }: AggregateEntry, role: 'creating' | 'following'): { command: string; payload: string } | undefined {
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  for (const [command, { creates, deletes, payload }] of Object.entries(model.commands)) {
    if (creates !== (role === 'creating') || deletes) continue;
    // The value that follows differs from the one created with, since a command may have to change something.
    const sample = sampleOf(payload, role === 'creating' ? 0 : 1);
    if (ajv.validate(payload as object, sample)) return { command, payload: JSON.stringify(sample) };
  }
  return undefined;
}

/** A route with an authorizer wants a token, which nobody here has. */
function isOpen(http: AggregateEntry['http'] | ProjectionEntry['http']): boolean {
  if (http === false) return false;
  return http.authorizer === undefined || ('type' in http.authorizer && http.authorizer.type === 'aws_iam');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
