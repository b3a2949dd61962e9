import { serverless3 } from '../frameworks.js';
import { replayOffline } from './replayOffline.js';

replayOffline(() => serverless3);
