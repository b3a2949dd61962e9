import { serverless3 } from '../frameworks.js';
import { processesOffline } from './processesOffline.js';

processesOffline(() => serverless3);
