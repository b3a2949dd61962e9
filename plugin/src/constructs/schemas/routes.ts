import type { Authorizer } from '../../config/config.js';
import type { CommandsFunction, IntakeFunction, QueriesFunction } from '../../template/generatedFunctions.js';

/** Serverless' own event for a route of API Gateway's HTTP API. */
export type HttpApiEvent = {
  readonly httpApi: { readonly method: 'GET' | 'POST'; readonly path: string; readonly authorizer?: Authorizer };
};

export const routes = (generated: CommandsFunction | IntakeFunction | QueriesFunction): HttpApiEvent[] => {
  if (generated.kind === 'intake') return intakeRoutes(generated);
  return generated.kind === 'commands' ? commandRoutes(generated) : queryRoutes(generated);
};

const intakeRoutes = ({ intake: { name, http } }: IntakeFunction): HttpApiEvent[] =>
  http === false ? [] : [route('POST', `/${name}`, http)];

const commandRoutes = ({ aggregate: { name, http } }: CommandsFunction): HttpApiEvent[] => {
  if (http === false) return [];
  return [route('POST', `/${name}/{id}/{command}`, http), route('POST', `/${name}/{command}`, http)];
};

const queryRoutes = ({ aggregates, projections }: QueriesFunction): HttpApiEvent[] => [
  ...aggregates.flatMap(({ name, http }) => {
    if (http === false) return [];
    return [route('GET', `/${name}/{id}`, http), ...(http.events ? [route('GET', `/${name}/{id}/events`, http)] : [])];
  }),
  ...projections.flatMap(({ name, http }) => {
    if (http === false) return [];
    // Greedy, since a row's key may hold slashes.
    return [route('GET', `/${name}`, http), route('GET', `/${name}/{key+}`, http)];
  }),
];

const route = (method: 'GET' | 'POST', path: string, { authorizer }: { readonly authorizer?: Authorizer }): HttpApiEvent => ({
  httpApi: { method, path, ...(authorizer && { authorizer }) },
});
