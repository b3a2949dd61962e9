import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AnswerTo, ControlEvent } from 'serverless-event-sourcing-runtime/model';
import { type Deployment, functionName } from '../cloudformation/naming.js';
import { awsCredentials } from '../framework/credentials.js';
import type { Serverless } from '../framework/types.js';
import { localClientConfig } from '../local/clientConfig.js';
import { offlineAddress } from '../local/settings.js';
import { UserFault } from '../userFault.js';
import { given } from '../values.js';

/** Functions of a service that can be asked for something, where they run: deployed, or in a running `serverless offline`. */
export type Functions = {
  /** @throws UserFault when the function is not there, or fails */
  ask<Event extends ControlEvent>(functionKey: string, event: Event): Promise<AnswerTo<Event>>;
  close(): void;
};

/** A function may take its time, and five minutes at most. Milliseconds. */
const longestAnswer = 330_000;

export const connectFunctions = async (serverless: Serverless, deployment: Deployment, local: boolean): Promise<Functions> => {
  const client = await (local ? localClient(serverless) : deployedClient(serverless));
  const where = local ? `'serverless offline' on port ${offlineAddress(serverless).lambdaPort}` : deployment.stage;
  return {
    async ask<Event extends ControlEvent>(functionKey: string, event: Event) {
      const name = functionName(deployment, functionKey);
      const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) });
      const { FunctionError, Payload } = await client.send(command).catch((error) => Promise.reject(unreachable(name, where, error)));
      const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
      if (FunctionError !== undefined) throw failed(name, answer);
      return answer as AnswerTo<Event>;
    },
    close: () => client.destroy(),
  };
};

const deployedClient = async (serverless: Serverless): Promise<LambdaClient> => {
  const credentials = await awsCredentials(serverless);
  return new LambdaClient({
    region: serverless.getProvider('aws').getRegion(),
    ...given({ credentials }),
    requestHandler: { requestTimeout: longestAnswer },
  });
};

const localClient = (serverless: Serverless): LambdaClient => {
  const { host, lambdaPort } = offlineAddress(serverless);
  const config = localClientConfig(`http://${host}:${lambdaPort}`, serverless.getProvider('aws').getRegion());
  return new LambdaClient({ ...config, requestHandler: { ...config.requestHandler, requestTimeout: longestAnswer } });
};

const unreachable = (name: string, where: string, cause: unknown): UserFault => {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  const message = `The function ${name} of ${where} cannot be asked: ${reason}. Is the service deployed, or running, with what is in serverless.yml now, and may you invoke its functions?`;
  return new UserFault({ code: 'EVENT_SOURCING_FUNCTION_UNREACHABLE', message, cause });
};

const failed = (name: string, answer: unknown): UserFault => {
  const { errorMessage = 'it said nothing', errorType = 'Error' } =
    typeof answer === 'object' && answer !== null ? (answer as FunctionFailure) : {};
  return new UserFault({ code: 'EVENT_SOURCING_FUNCTION_FAILED', message: `The function ${name} failed: ${errorType}: ${errorMessage}` });
};

type FunctionFailure = { readonly errorMessage?: string; readonly errorType?: string };
