import { osls4 } from '../frameworks.js';
import { publishersOffline } from '../offline/publishersOffline.js';

publishersOffline(osls4);
