import { osls4 } from '../frameworks.js';
import { replayOffline } from '../offline/replayOffline.js';

replayOffline(osls4);
