import { osls4 } from '../frameworks.js';
import { intakeOffline } from '../offline/intakeOffline.js';

intakeOffline(osls4);
