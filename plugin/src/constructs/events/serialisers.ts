import type { Modules } from '../../pipeline/construct.js';

/** What is wrong with what a path names as a serialiser. Those that check their schemas when they are made fail here, not in a function. */
export const serialiserFaults = async ({ exported }: Modules, path: string): Promise<string[]> => {
  const { value, exportName, file } = await exported(path);
  if (isSerialiser(value)) return [];
  return [
    `${path} must name a serialiser, '${exportName}' of ${file} given: it has no name, encode and decode. Make it with avro(...), or as an object with these.`,
  ];
};

const isSerialiser = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'encode' in value &&
  typeof value.encode === 'function' &&
  'decode' in value &&
  typeof value.decode === 'function';
