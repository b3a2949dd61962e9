import { UserFault } from '../userFault.js';
import { type DynamoDBLocalOptions, localAddress } from './dynamodbLocal.js';
import { answersAsDynamoDB } from './probe.js';

/** Endpoint of the DynamoDB that a running `serverless offline` of this service uses. @throws UserFault with the remedy, if none answers */
export async function findDynamoDB({ env, start }: Pick<DynamoDBLocalOptions, 'env' | 'start'>): Promise<string> {
  const endpoint = env.DYNAMODB_ENDPOINT || localAddress({ env, start }).endpoint;
  if (await answersAsDynamoDB(endpoint)) return endpoint;
  throw new UserFault({
    code: 'DYNAMODB_LOCAL_NOT_RUNNING',
    message: `No DynamoDB answers at '${endpoint}': start the service with 'serverless offline', or set DYNAMODB_ENDPOINT to the DynamoDB that you want to use.`,
  });
}
