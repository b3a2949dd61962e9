import { ofStreams } from '../../cloudformation/statements.js';
import { ref } from '../../cloudformation/values.js';
import type { Part } from '../../pipeline/construct.js';
import type { FunctionPart } from '../../pipeline/functionPart.js';
import { js, runtime, type Source } from '../../pipeline/source.js';
import { nameFaults, validated } from '../schemas/definitions.js';
import { answersHttp, route } from '../schemas/routes.js';
import { hasQueue, type Intake } from './intake.js';
import { intakeDeadLetters, intakeResources } from './intakeQueues.js';
import { intakeEvents, intakeStatements } from './intakeSources.js';
import { intakeDeadLettersId } from './names.js';

/** Intakes: a function for each, since none reaches the streams of another. */
export const intakePart = (intakes: readonly Intake[]): Part => ({
  sources: intakes.map(({ name, source }) => ({ name, source, events: [], takesCommands: false })),
  facts() {
    const faults = nameFaults('intake', intakes);
    return faults.length > 0 ? { faults } : { value: { deadLetters: intakes.filter(hasQueue).map(intakeDeadLetters) } };
  },
  build: (facts) => ({
    functions: intakes.map(intakeFunction),
    resources: Object.assign({}, ...intakes.map((intake) => intakeResources(intake, facts))),
    ...(intakes.length > 0 && { info: [`intakes: ${intakes.map(({ name }) => name).join(', ')}`] }),
    local: { routes: intakes.flatMap(({ name, http }) => (http === false ? [] : [['POST', `/${name}`] as const])) },
  }),
});

/** Records what comes in from outside. */
const intakeFunction = (intake: Intake): FunctionPart => {
  const { name, source, http, kafka } = intake;
  return {
    key: `${name}Intake`,
    description: { text: `What comes in to ${name}` },
    // A queue's visibility timeout is 30 seconds unless it says otherwise: that of a function with routes is less, whatever feeds it.
    timeout: answersHttp.timeout,
    ...(http !== false && answersHttp),
    events: [...(http === false ? [] : [route('POST', `/${name}`, http)]), ...intakeEvents(intake)],
    // Records of Kafka that it cannot take in go there.
    ...(kafka && { environment: { EVENT_SOURCING_INTAKE_DEAD_LETTERS: ref(intakeDeadLettersId(name)) } }),
    entry: { factory: 'intakeHandler', options: { intake: js`${source}`, ways: channelsIn(intake) } },
    validates: [validated('intake', 'intake', intake)],
    writes: [ofStreams([name], ['dynamodb:PutItem'])],
    statements: intakeStatements(intake),
  };
};

/** Each way in is a part of the runtime: a function bundles those that it has. */
const channelsIn = (intake: Intake): Source[] => {
  const { http, sqs, kafka } = intake;
  return [
    ...(http === false ? [] : [js`${runtime('lambda', 'byHttp')}()`]),
    ...(sqs || hasQueue(intake) ? [js`${runtime('lambda', 'bySqs')}()`] : []),
    ...(kafka ? [js`${runtime('lambda', 'byKafka')}(${runtime('sqs', 'deadLetters')}())`] : []),
  ];
};
