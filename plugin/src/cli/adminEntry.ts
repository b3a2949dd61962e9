import { formatImports, formatSource } from '../constructs/events/format.js';
import type { ServiceModel } from '../model/model.js';
import { definitionImports } from '../pipeline/handlers/definitionImports.js';

/** Source of a module that exports `connect`: the runtime's administration of the service's aggregates. */
export const adminEntry = ({ aggregates, events }: ServiceModel): string => {
  const imports = definitionImports();
  const list = imports.list(aggregates);
  const format = formatSource(events, imports, 'access');
  return [
    ...formatImports(events),
    ...imports.lines,
    "import { administration } from 'serverless-event-sourcing-runtime/admin';",
    `export const connect = administration({ aggregates: ${list}${format ? `, format: (access) => (${format})` : ''} });`,
  ].join('\n');
};
