import type { AnyAggregate } from '../domain/aggregates/aggregate.js';
import type { AnyProcess } from '../processes/process.js';
import type { AnyProjection } from '../projections/projection.js';
import { createValidator } from '../validation/validator.js';
import { createScenario } from './aggregates/createScenario.js';
import { type Fail, failAt } from './failure.js';
import { deleted, makeHistory } from './history.js';
import { createProcessScenario } from './processes/createProcessScenario.js';
import type { OfAggregate, ProcessTesting, TestedProcess } from './processes/processScenario.js';
import { createProjectionScenario, sourceOf } from './projections/createProjectionScenario.js';
import type { ProjectionTesting } from './projections/projectionScenario.js';
import type { AggregateTesting, Past } from './scenario.js';
import type { AggregateTestingOptions, ProjectionTestingOptions, TestingOptions } from './settings.js';

/**
 * Scenarios of an aggregate: given past events, when a command is sent, then these events are stored. Of a projection: the events of a
 * stream, and the row that they make. Of a process: what it handles, and its reactions. They need no test framework and no database. A
 * failed assertion rejects with an AssertionError.
 *
 * @example
 * const { given } = testing(Item);
 * await given([{ type: 'ItemCreated', data: { name: 'Chair', price: 10 } }])
 *   .when({ command: 'UpdatePrice', data: { price: 8 } })
 *   .then([{ type: 'PriceUpdated', data: { price: 8 } }]);
 */
export function testing<A extends AnyAggregate>(aggregate: A, options?: AggregateTestingOptions): AggregateTesting<A>;
export function testing<P extends AnyProjection>(projection: P, options?: ProjectionTestingOptions): ProjectionTesting<P>;
export function testing<P extends TestedProcess>(process: P, options?: TestingOptions): ProcessTesting<P>;
export function testing(
  definition: AnyAggregate | AnyProjection | AnyProcess,
  options: AggregateTestingOptions & ProjectionTestingOptions = {},
): AggregateTesting<AnyAggregate> | ProjectionTesting<AnyProjection> | ProcessTesting<TestedProcess> {
  if (definition.kind === 'process') return testingProcess(definition, options);
  return definition.kind === 'aggregate' ? testingAggregate(definition, options) : testingProjection(definition, options);
}

function testingAggregate(aggregate: AnyAggregate, options: AggregateTestingOptions): AggregateTesting<AnyAggregate> {
  const { signals } = options;
  const validate = createValidator();
  const pastOf = (events: readonly Past[], fail: Fail) => makeHistory(aggregate, events, options, validate, fail);

  const given = (events: readonly Past[] = []) => createScenario({ aggregate, signals, validate, history: pastOf(events, failAt(given)) });
  const givenDeleted = (events: readonly Past[]) => {
    const fail = failAt(givenDeleted);
    return createScenario({ aggregate, signals, validate, history: deleted(pastOf(events, fail), fail) });
  };
  return { given, givenDeleted };
}

function testingProjection(projection: AnyProjection, options: ProjectionTestingOptions): ProjectionTesting<AnyProjection> {
  const validate = createValidator();

  const given = (events: readonly Past[] = []) => {
    const fail = failAt(given);
    const history = makeHistory(sourceOf(projection, events, options.aggregate, fail), events, options, validate, fail);
    return createProjectionScenario({ projection, history, validate });
  };
  return { given };
}

function testingProcess(process: AnyProcess, options: TestingOptions): ProcessTesting<TestedProcess> {
  const validate = createValidator();
  const given = (events: readonly (Past & OfAggregate)[] = []) =>
    createProcessScenario({ process, validate, options }, events, failAt(given));
  return { given };
}
