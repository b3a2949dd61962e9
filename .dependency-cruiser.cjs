// The arrows of the house: domain <- eventStore <- commands <- lambda; adapters implement ports; plugin and runtime are apart.
const { rooms, entries } = require('./rooms.cjs');

const inside = (room) => `runtime/src/${room}/`;

/** A room that is inside of another is no part of it. */
const innerRooms = (room) => Object.keys(rooms).filter((other) => other.startsWith(`${room}/`));

const arrows = Object.entries(rooms).map(([room, { imports, why }]) => ({
  name: room,
  comment: why,
  severity: 'error',
  from: { path: `^${inside(room)}`, pathNot: innerRooms(room).map(inside) },
  to: { path: '^runtime/src/', pathNot: [room, ...imports].map((other) => `^${inside(other)}`) },
}));

/** A room does not know the rooms that are inside of it. */
const inwards = Object.keys(rooms)
  .filter((room) => innerRooms(room).length > 0)
  .map((room) => ({
    name: `${room}-knows-nothing-inside`,
    severity: 'error',
    from: { path: `^${inside(room)}`, pathNot: innerRooms(room).map(inside) },
    to: { path: innerRooms(room).map(inside) },
  }));

const entry = `runtime/src/(${entries.join('|')})/`;

module.exports = {
  forbidden: [
    { name: 'no-circular', comment: 'types included', severity: 'error', from: {}, to: { circular: true } },
    ...arrows,
    ...inwards,
    {
      name: 'domain-imports-no-package',
      severity: 'error',
      from: { path: '^runtime/src/domain/' },
      to: { dependencyTypes: ['npm', 'core'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'three-places-compose',
      comment: 'all others know ports, and no adapter',
      severity: 'error',
      from: { path: '^runtime/src/(?!(adapters|lambda|admin)/|index[.]ts$)' },
      to: { path: '^runtime/src/adapters/' },
    },
    {
      name: 'what-has-a-client-of-its-own-is-an-entry',
      comment: 'its client is in no bundle that does without it',
      severity: 'error',
      from: { path: '^runtime/src/', pathNot: `^${entry}` },
      to: { path: `^${entry}` },
    },
    {
      name: 'admin-is-an-entry',
      comment: 'it is in the bundle of no function',
      severity: 'error',
      from: { path: '^runtime/src/(?!admin/)' },
      to: { path: '^runtime/src/admin/' },
    },
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
      name: 'the-grammar-of-cloudformation-is-pure',
      severity: 'error',
      from: { path: '^plugin/src/cloudformation/' },
      to: { path: '^plugin/src/', pathNot: '^plugin/src/(cloudformation/|values[.]ts$)' },
    },
    {
      name: 'constructs-know-facts',
      comment: 'a construct imports no other: what others may know of it are facts',
      severity: 'error',
      from: { path: '^plugin/src/constructs/([^/]+)/' },
      to: { path: '^plugin/src/constructs/', pathNot: '^plugin/src/constructs/($1|schemas)/' },
    },
    {
      name: 'constructs-are-built-of-pieces',
      comment: 'of the pipeline, they know its types and the grammar of source; of the command line, what verbs share',
      severity: 'error',
      from: { path: '^plugin/src/constructs/.+/' },
      to: {
        path: '^plugin/src/',
        pathNot:
          '^plugin/src/(constructs|cloudformation)/|^plugin/src/pipeline/(construct|facts|functionPart|loadedService|localPart|source|spelling)[.]ts$|^plugin/src/cli/(askFunction|connectAdmin|options|verb|withFunctions)[.]ts$|^plugin/src/framework/(progress|types)[.]ts$|^plugin/src/(userFault|values)[.]ts$',
      },
    },
    {
      name: 'nobody-names-a-construct',
      comment: 'but the list; who walks over it is handed it',
      severity: 'error',
      from: { path: '^plugin/src/(?!constructs/)' },
      to: { path: '^plugin/src/constructs/', pathNot: '^plugin/src/constructs/index[.]ts$' },
    },
    {
      name: 'the-pipeline-knows-no-framework',
      severity: 'error',
      from: { path: '^plugin/src/pipeline/' },
      to: { path: '^plugin/src/(constructs|framework|local|inject|session)', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
