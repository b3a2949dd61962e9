export { type EventBridgeTargetOptions, eventBridgeTarget } from './eventBridgeTarget.js';
