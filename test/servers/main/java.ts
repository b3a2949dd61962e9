import { installPackage } from './install.js';
import { run, works } from './run.js';
import type { Place } from './server.js';

/** Folder of the Java that is on the path, installed first where there is none. */
export async function javaHome(say: Place['say']): Promise<string> {
  if (!(await works('java', ['-version']))) await installPackage('default-jre-headless', say);
  const settings = await run('java', ['-XshowSettings:properties', '-version']);
  const home = /java\.home = (.+)/.exec(settings)?.[1];
  if (home === undefined) throw new Error('`java -XshowSettings:properties` does not say where Java is');
  return home;
}
