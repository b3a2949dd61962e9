import { osls4 } from '../frameworks.js';
import { commandQueueOffline } from '../offline/commandQueueOffline.js';

commandQueueOffline(osls4);
