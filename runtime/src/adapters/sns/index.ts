export { type SnsTargetOptions, snsTarget } from './snsTarget.js';
