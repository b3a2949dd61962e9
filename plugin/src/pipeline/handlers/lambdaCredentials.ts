import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

const namespace = 'event-sourcing-credentials';

/**
 * Gives the AWS clients in a function the credentials that Lambda gives a function: those of its environment, or of the endpoint that the
 * environment names. The SDK's chain goes on to profiles, SSO and logins, that only a developer's machine has, and brings the clients that
 * ask for them: a third of a bundle. Offline, too, it must be the environment's: the chain would prefer `AWS_PROFILE` to it.
 */
export const lambdaCredentials: Plugin = {
  name: namespace,
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, async ({ path, ...from }) => {
      // By a file of the package: asked for the package itself, this would be asked again.
      const { errors, external, path: manifest } = await resolve(`${path}/package.json`, from);
      return errors.length > 0 || external ? undefined : { path, namespace, pluginData: dirname(manifest) };
    });
    onLoad({ filter: /.*/, namespace }, ({ pluginData }) => ({ contents: source, resolveDir: pluginData, loader: 'js' }));
  },
};

// Has all names that the package exports, of which a client imports one.
const source = `
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';

const { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI } = process.env;
const endpoint = AWS_CONTAINER_CREDENTIALS_FULL_URI ?? AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;

export const defaultProvider = (init) => (endpoint === undefined ? fromEnv(init) : fromHttp(init));
export const credentialsWillNeedRefresh = ({ expiration }) => expiration !== undefined;
export const credentialsTreatedAsExpired = ({ expiration }) => expiration !== undefined && expiration.getTime() - Date.now() < 300_000;
`;
