export { type EmbeddedMetricsOptions, embeddedMetrics } from './embeddedMetrics.js';
