import { commandLine } from './cli/index.js';
import { constructs } from './constructs/index.js';
import { withFrameworkErrors } from './framework/faults.js';
import type { CliOptions, Commands, Hooks, PluginUtils, Serverless } from './framework/types.js';
import { session } from './session.js';

/** The Serverless Framework's plugin: an `eventSourcing` block becomes tables, streams, routes, roles and functions. */
export default class EventSourcing {
  readonly commands: Commands;
  readonly hooks: Hooks;

  constructor(serverless: Serverless, _options: CliOptions, utils: PluginUtils) {
    // No more than this: the frameworks coerce values, and report a fault without its value or only warn. `resolve` checks the block.
    serverless.configSchemaHandler.defineTopLevelProperty('eventSourcing', { type: 'object' });

    const { initialize, bundle, startLocal, showInfo, service } = session(serverless, utils);
    const { commands, hooks } = commandLine({ serverless, utils, constructs, service });
    this.commands = commands;
    this.hooks = withFrameworkErrors(serverless, {
      initialize,
      'before:package:createDeploymentArtifacts': bundle,
      'before:deploy:function:packageFunction': bundle,
      'before:offline:start': startLocal,
      'before:offline:start:init': startLocal,
      'before:aws:info:displayStackOutputs': showInfo,
      ...hooks,
    });
  }
}
