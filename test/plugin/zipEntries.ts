import { readFile } from 'node:fs/promises';

const directoryEntry = Buffer.from([0x50, 0x4b, 0x01, 0x02]);

/** Names of the files in a zip archive, from its central directory. */
export const zipEntries = async (file: string): Promise<string[]> => {
  const bytes = await readFile(file);
  const names: string[] = [];
  for (let at = bytes.indexOf(directoryEntry); at !== -1; at = bytes.indexOf(directoryEntry, at + 46)) {
    names.push(bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28)));
  }
  return names;
};
