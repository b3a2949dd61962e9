import { osls4 } from '../frameworks.js';
import { processesOffline } from '../offline/processesOffline.js';

processesOffline(osls4);
