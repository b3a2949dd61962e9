export type { ProcessOutcome, ProcessScenario, ProcessTesting } from './processes/processScenario.js';
export type { ProjectionScenario, ProjectionTesting } from './projections/projectionScenario.js';
export type { AggregateOutcome, AggregateScenario, AggregateTesting, CommandOf, Past, UntypedCommand } from './scenario.js';
export type { AggregateTestingOptions, ProjectionTestingOptions, TestingOptions } from './settings.js';
export { testing } from './testing.js';
