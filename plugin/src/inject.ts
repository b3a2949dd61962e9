import { mergeUnder } from './cloudformation/mergeUnder.js';
import type { FunctionDefinition, Serverless } from './framework/types.js';
import { clashFaults } from './pipeline/clashes.js';
import type { ServiceTemplate } from './pipeline/loadedService.js';
import { userFaultOf } from './userFault.js';

/** Functions that this plugin made: a second injection replaces them, where the user's own would clash. */
const ours = new WeakSet<FunctionDefinition>();

/**
 * Writes functions and resources into the service: the only code that does.
 *
 * @throws UserFault when a function or a resource of the user's has a name that is taken.
 */
export const inject = (serverless: Serverless, template: ServiceTemplate): void => {
  const { service } = serverless;
  service.functions ??= {};
  const theirs = Object.keys(service.functions).filter((key) => !isOurs(service.functions[key]));
  const { Resources: resources = {}, extensions = {} } = service.resources ?? {};
  const faults = clashFaults({ functions: theirs, resources, extensions }, template);
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_NAME_TAKEN', faults);

  for (const [key, definition] of Object.entries(template.functions)) {
    const copy: FunctionDefinition = structuredClone({ ...definition, events: [...definition.events] });
    ours.add(copy);
    service.functions[key] = copy;
  }
  service.setFunctionNames(serverless.processedInput.options);

  // The user's own values win: the template's are filled in beneath them.
  service.resources = { ...service.resources, Resources: mergeUnder({ ...template.resources }, service.resources?.Resources ?? {}) };

  leaveBundlesOut(serverless);

  // `print` shows the input, not the service.
  serverless.configurationInput.functions = service.functions;
  serverless.configurationInput.resources = service.resources;
};

const isOurs = (definition: FunctionDefinition | undefined): boolean => definition !== undefined && ours.has(definition);

/** The user's own functions carry no bundle of ours; each of ours takes its own file in again. */
const leaveBundlesOut = ({ service }: Serverless): void => {
  const pattern = '!.event-sourcing/**';
  const patterns = service.package.patterns ?? [];
  if (!patterns.includes(pattern)) service.package.patterns = [...patterns, pattern];
};
