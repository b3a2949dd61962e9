import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { UserFault } from '../userFault.js';

/** An npm package that carries DynamoDB Local, and where in it the jar lies. */
const carrier = { package: 'amplify-dynamodb-simulator', jar: 'emulator/DynamoDBLocal.jar' };

/**
 * Finds `DynamoDBLocal.jar`: where `serverless dynamodb install` puts it, else in an npm package seen from the service.
 * Throws a `UserFault` that names both ways to get one.
 */
export function findJar(serviceDir: string, installPath = '.dynamodb'): string {
  const installed = join(isAbsolute(installPath) ? installPath : resolve(serviceDir, installPath), 'DynamoDBLocal.jar');
  if (existsSync(installed)) return installed;
  const carried = carriedJar(serviceDir);
  if (carried) return carried;
  throw new UserFault({
    code: 'DYNAMODB_LOCAL_NOT_FOUND',
    message:
      `DynamoDB Local was not found: no ${installed} and no npm package ${carrier.package}. ` +
      `Run 'npm install --save-dev ${carrier.package}' or, with the plugin serverless-dynamodb, 'serverless dynamodb install'; ` +
      'or set DYNAMODB_ENDPOINT to a DynamoDB that runs.',
  });
}

function carriedJar(serviceDir: string): string | undefined {
  try {
    const manifest = createRequire(join(serviceDir, 'package.json')).resolve(`${carrier.package}/package.json`);
    const jar = join(dirname(manifest), carrier.jar);
    return existsSync(jar) ? jar : undefined;
  } catch {
    return undefined;
  }
}
