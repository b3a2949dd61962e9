import { osls4, serverless3 } from '../frameworks.js';
import { dynamodbSetups, plainSetups, startContract } from '../offline/startContract.js';

// serverless-dynamodb is in the install root of osls.
startContract(() => serverless3, dynamodbSetups);
startContract(osls4, [...plainSetups, ...dynamodbSetups]);
