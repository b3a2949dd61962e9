export { type FirehoseTargetOptions, firehoseTarget } from './firehoseTarget.js';
