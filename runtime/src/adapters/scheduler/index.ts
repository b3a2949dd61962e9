export { type EventBridgeSchedulerOptions, eventBridgeScheduler } from './eventBridgeScheduler.js';
