import type { Serverless } from '../framework/types.js';

/**
 * serverless-dynamodb starts a database of its own under `offline start`, on the port where ours already listens. It reads its
 * settings when its hook runs, so that `noStart` reaches it; its verbs go on working, on the same database.
 */
export function keepOthersFromStarting({ pluginManager }: Pick<Serverless, 'pluginManager'>): void {
  if (!('plugins' in pluginManager) || !Array.isArray(pluginManager.plugins)) return;
  const plugins: unknown[] = pluginManager.plugins;
  for (const plugin of plugins) {
    if (isDynamoDBPlugin(plugin)) plugin.config.start = { ...plugin.config.start, noStart: true };
  }
}

type DynamoDBPlugin = { config: { start?: Record<string, unknown> } };

function isDynamoDBPlugin(plugin: unknown): plugin is DynamoDBPlugin {
  if (typeof plugin !== 'object' || plugin === null || plugin.constructor.name !== 'ServerlessDynamoDBPlugin') return false;
  return 'config' in plugin && typeof plugin.config === 'object' && plugin.config !== null;
}
