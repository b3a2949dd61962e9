export type { ProcessOutcome, ProcessScenario, ProcessTesting } from './processScenario.js';
export type { ProjectionScenario, ProjectionTesting } from './projectionScenario.js';
export type { AggregateOutcome, AggregateScenario, AggregateTesting, CommandOf, Past, UntypedCommand } from './scenario.js';
export type { AggregateTestingOptions, ProjectionTestingOptions, TestingOptions } from './settings.js';
export { testing } from './testing.js';
