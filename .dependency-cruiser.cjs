// The arrows of the house: domain <- eventStore <- commands <- lambda; dynamodb implements ports; plugin and runtime are apart.
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^runtime/src/${from}/` },
  to: { path: '^runtime/src/', pathNot: [`^runtime/src/(${[from, ...to].join('|')})/`] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    only('domain-imports-nothing', 'domain', [], 'domain is pure: it imports no other room'),
    {
      name: 'domain-imports-no-package',
      severity: 'error',
      from: { path: '^runtime/src/domain/' },
      to: { dependencyTypes: ['npm', 'core'], dependencyTypesNot: ['type-only'] },
    },
    only('validation', 'validation', ['domain'], 'validation knows the domain alone'),
    only('eventStore', 'eventStore', ['domain'], 'the port knows the domain alone'),
    only('signals', 'signals', ['domain'], 'signals know the domain alone'),
    only('commands', 'commands', ['domain', 'validation', 'eventStore', 'signals'], 'dispatch knows ports, never a store'),
    only(
      'projections',
      'projections',
      ['domain', 'validation', 'eventStore', 'stream'],
      'projections are consumers; they know ports, never a store',
    ),
    only('stream', 'stream', ['domain', 'eventStore', 'signals'], 'consumers know ports, never a store'),
    only('serialisers', 'serialisers', ['domain'], 'events as text and bytes, whatever keeps them'),
    only('avro', 'avro', ['domain', 'serialisers'], 'a serialiser, and an entry of its own: avsc is in no bundle that does without it'),
    only('s3', 's3', ['domain', 'eventStore', 'dynamodb'], 'a blob store, and an entry of its own; the SDK fails for both alike'),
    only('dynamodb', 'dynamodb', ['domain', 'eventStore', 'stream', 'projections', 'serialisers'], 'the stores implement ports'),
    {
      name: 'avro-and-s3-are-entries',
      severity: 'error',
      from: { path: '^runtime/src/(?!avro/|s3/)' },
      to: { path: '^runtime/src/(avro|s3)/' },
    },
    only('model', 'model', ['domain', 'validation', 'projections', 'signals'], 'what the plugin reads of definitions'),
    only('admin', 'admin', ['domain', 'eventStore', 'commands', 'dynamodb', 'model'], 'what the commands of the plugin do with the tables'),
    {
      name: 'admin-is-an-entry',
      comment: 'it is in the bundle of no function',
      severity: 'error',
      from: { path: '^runtime/src/(?!admin/)' },
      to: { path: '^runtime/src/admin/' },
    },
    only(
      'testing',
      'testing',
      ['domain', 'validation', 'eventStore', 'commands', 'signals', 'projections'],
      'scenarios run the real thing',
    ),
    {
      name: 'nothing-imports-testing',
      severity: 'error',
      from: { path: '^(runtime/src/(?!testing/)|plugin/src/|example-service/src/)' },
      to: { path: '^runtime/(src|dist)/testing/' },
    },
    {
      name: 'nothing-imports-lambda',
      severity: 'error',
      from: { path: '^runtime/src/(?!lambda/)' },
      to: { path: '^runtime/src/lambda/' },
    },
    {
      name: 'runtime-knows-no-plugin',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: '^plugin/' },
    },
    {
      name: 'plugin-knows-types-of-the-model-alone',
      severity: 'error',
      from: { path: '^plugin/' },
      to: { path: '^runtime/', pathNot: '^runtime/(src|dist)/model/' },
    },
    {
      name: 'plugin-imports-only-types-of-the-runtime',
      severity: 'error',
      from: { path: '^plugin/' },
      to: { path: '^runtime/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'templates-are-pure',
      severity: 'error',
      from: { path: '^plugin/src/template/' },
      to: { path: '^plugin/src/(framework|inject|local|handlers|commands|admin)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
