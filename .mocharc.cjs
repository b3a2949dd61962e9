// Of each DynamoDB Local that tests start, the most work is Java's own start: half of it without the compiler for what runs long.
process.env.JAVA_TOOL_OPTIONS ??= '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

module.exports = {
  'node-option': ['import=tsx', 'enable-source-maps'],
  // A bound for what hangs: no test waits for a time, and a machine may be busy.
  timeout: 300_000,
  forbidOnly: true,
  // An install root under test/ may hold packages that publish their own tests.
  ignore: ['**/node_modules/**'],
};
