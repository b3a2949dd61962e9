import type { Construct } from '../../pipeline/construct.js';
import { given } from '../../values.js';
import { settings } from '../schemas/settings.js';

/** `eventSourcing.runtime`: the Node.js of the functions. */
export const runtime: Construct = {
  key: 'runtime',
  schema: { type: 'string', enum: ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] },
  resolve: (written: string | undefined) => settings(written, {}, given({ runtime: written })),
};
