import { serverless3 } from '../frameworks.js';
import { publishersOffline } from './publishersOffline.js';

publishersOffline(() => serverless3);
