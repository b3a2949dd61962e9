import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of everything that the plugin generates in a service. */
export const generatedFolder = (serviceDir: string): string => join(serviceDir, '.event-sourcing');

/** Makes the folder. It ignores itself, so that nothing generated is ever committed. */
export const prepareFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n');
};
