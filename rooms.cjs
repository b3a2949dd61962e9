/**
 * The rooms of the runtime, and the other rooms that each may import. `lambda`, `admin` and `index.ts` compose: they import adapters, and nothing
 * imports them. dependency-cruiser checks the arrows; knip reads which packages are installed by whoever uses an adapter.
 */
const rooms = {
  // The product.
  domain: { imports: [], why: 'domain is pure: it imports no other room' },
  commands: { imports: ['domain', 'identity', 'retry', 'validation', 'eventStore', 'signals'], why: 'dispatch knows ports, never a store' },
  stream: { imports: ['domain', 'eventStore', 'signals'], why: 'consumers know ports, never a store' },
  projections: {
    imports: ['domain', 'retry', 'validation', 'eventStore', 'stream'],
    why: 'projections are consumers; they know ports, never a store',
  },
  processes: {
    imports: ['domain', 'identity', 'retry', 'eventStore', 'commands', 'stream'],
    why: 'processes are consumers that send commands; they know ports, never a store',
  },
  publishers: { imports: ['domain', 'identity', 'retry', 'stream'], why: 'publishers know the port of a target, never a client' },
  intake: {
    imports: ['domain', 'identity', 'validation', 'eventStore', 'commands'],
    why: 'events from outside; it knows ports, never a store',
  },
  signals: { imports: ['domain'], why: 'signals know the domain alone' },
  // Its ports and the pieces that it needs.
  eventStore: { imports: ['domain'], why: 'the port knows the domain alone' },
  serialisers: { imports: ['domain'], why: 'events as text and bytes, whatever keeps them' },
  validation: { imports: ['domain'], why: 'validation knows the domain alone' },
  metrics: { imports: ['domain'], why: 'what functions measure, whoever writes it' },
  identity: { imports: ['domain'], why: 'hashes, and ids that follow from what they identify' },
  retry: { imports: ['domain'], why: 'how often and how soon something is tried again' },
  // What surrounds it.
  operations: {
    imports: ['domain', 'eventStore', 'commands', 'stream', 'projections', 'retry', 'model'],
    why: 'what an operator runs; it knows ports, never a store',
  },
  model: {
    imports: ['domain', 'validation', 'projections', 'processes', 'publishers', 'intake', 'signals'],
    why: 'what the plugin reads of definitions',
  },
  testing: {
    imports: ['domain', 'validation', 'eventStore', 'commands', 'signals', 'projections', 'processes'],
    why: 'scenarios run the real thing',
  },
  // Adapters. `packages` are in no bundle that does without the adapter, and are installed by those who use it.
  'adapters/aws': { imports: ['domain'], why: 'how the SDK fails, for all adapters that call AWS' },
  'adapters/dynamodb': {
    imports: ['domain', 'retry', 'eventStore', 'stream', 'projections', 'serialisers', 'adapters/aws'],
    why: 'the stores implement ports',
  },
  'adapters/postgresql': { imports: ['domain', 'stream', 'projections'], packages: ['pg'], why: 'a store of rows' },
  'adapters/search': { imports: ['domain', 'projections'], packages: [], why: 'a store of rows in OpenSearch and Elasticsearch alike' },
  'adapters/search/opensearch': {
    imports: ['domain', 'projections', 'adapters/search'],
    packages: ['@opensearch-project/opensearch'],
    why: 'a store of rows by its client',
  },
  'adapters/search/elasticsearch': {
    imports: ['domain', 'projections', 'adapters/search'],
    packages: ['@elastic/elasticsearch'],
    why: 'a store of rows by its client',
  },
  'adapters/sqs': {
    imports: ['domain', 'identity', 'retry', 'commands', 'publishers', 'stream', 'adapters/aws'],
    packages: ['@aws-sdk/client-sqs'],
    why: 'commands and events through queues',
  },
  'adapters/sns': { imports: ['publishers', 'adapters/aws'], packages: ['@aws-sdk/client-sns'], why: 'a target of publishers' },
  'adapters/eventbridge': {
    imports: ['publishers', 'adapters/aws'],
    packages: ['@aws-sdk/client-eventbridge'],
    why: 'a target of publishers',
  },
  'adapters/firehose': { imports: ['publishers', 'adapters/aws'], packages: ['@aws-sdk/client-firehose'], why: 'a target of publishers' },
  'adapters/kafka': { imports: ['domain', 'publishers'], packages: [], why: 'a target of publishers' },
  'adapters/kafka/kafkajs': { imports: ['adapters/kafka'], packages: ['kafkajs'], why: 'makes a producer: others can take its place' },
  'adapters/s3': {
    imports: ['eventStore', 'adapters/aws', 'adapters/dynamodb'],
    packages: ['@aws-sdk/client-s3'],
    why: 'a store of the events that are too large for an item',
  },
  'adapters/scheduler': {
    imports: ['domain', 'identity', 'processes', 'adapters/aws'],
    packages: ['@aws-sdk/client-scheduler'],
    why: 'tells of deadlines',
  },
  'adapters/avro': { imports: ['domain', 'serialisers'], packages: ['avsc'], why: 'a serialiser' },
  'adapters/powertools': { imports: ['metrics'], packages: ['@aws-lambda-powertools/metrics'], why: 'writes metrics' },
};

/** Adapters with an entry of their own in package.json. */
const entries = Object.keys(rooms).filter((room) => rooms[room].packages);

module.exports = { rooms, entries, packages: entries.flatMap((room) => rooms[room].packages) };
