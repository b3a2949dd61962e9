import { serverless3 } from '../frameworks.js';
import { intakeOffline } from './intakeOffline.js';

intakeOffline(() => serverless3);
