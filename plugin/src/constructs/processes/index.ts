import type { Construct } from '../../pipeline/construct.js';
import { handlersOf, readDefinitions } from '../schemas/definitions.js';
import { type ProcessesBlock, processesOf, processesSchema, streamFaults } from './processesConfig.js';
import { processesPart } from './processesPart.js';

const key = 'processes';

/** `eventSourcing.processes`: events in, commands out. */
export const processes: Construct = {
  key,
  schema: processesSchema,
  resolve(written: ProcessesBlock | undefined) {
    const config = processesOf(written);
    return {
      value: {
        config,
        rules: (said) => streamFaults(Object.keys(config), said),
        modules: handlersOf(key, config),
        async load(modules) {
          const read = await readDefinitions(modules, 'process', key, config);
          return 'faults' in read ? read : { value: processesPart(read.value) };
        },
      },
    };
  },
  clients: { '@aws-sdk/client-scheduler': 'a process with deadlines' },
};
