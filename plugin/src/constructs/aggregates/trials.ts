import { Ajv } from 'ajv';
import type { Route, Trial } from '../../pipeline/localPart.js';
import { isOpen } from '../schemas/routes.js';
import type { Aggregate } from './aggregate.js';
import { sampleOf } from './sample.js';

/** The routes of an aggregate, as people are shown them. */
export const aggregateRoutes = ({ name, http }: Aggregate): Route[] => {
  if (http === false) return [];
  const events: Route[] = http.events ? [['GET', `/${name}/{id}/events`]] : [];
  return [['POST', `/${name}/{id}/{command}`], ['POST', `/${name}/{command}`], ['GET', `/${name}/{id}`], ...events];
};

/** A creation, a command that follows it, and the state: lines that work as they stand, in this order. */
export const aggregateTrials = (aggregate: Aggregate): Trial[] => {
  const creating = commandLike(aggregate, 'creating');
  if (!isOpen(aggregate.http) || creating === undefined) return [];
  const { name } = aggregate;
  const commands = [creating, commandLike(aggregate, 'following')].filter((command) => command !== undefined);
  const id = `${name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}-1`;
  const lines = (baseUrl: string) => {
    const url = `${baseUrl}/${name}/${id}`;
    return [
      ...commands.map(({ command, payload }) => `curl -X POST ${url}/${command} -H 'content-type: application/json' -d ${quoted(payload)}`),
      `curl ${url}`,
    ];
  };
  return [{ source: name, lines }];
};

const commandLike = ({ model }: Aggregate, role: 'creating' | 'following'): { command: string; payload: string } | undefined => {
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  for (const [command, { creates, deletes, payload }] of Object.entries(model.commands)) {
    if (creates !== (role === 'creating') || deletes) continue;
    // The value that follows differs from the one created with, since a command may have to change something.
    const sample = sampleOf(payload, role === 'creating' ? 0 : 1);
    if (ajv.validate(payload as object, sample)) return { command, payload: JSON.stringify(sample) };
  }
  return undefined;
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
