import { serverless3 } from '../frameworks.js';
import { plainSetups, startContract } from './startContract.js';

startContract(() => serverless3, plainSetups);
