module.exports = {
  'node-option': ['import=tsx', 'enable-source-maps'],
  timeout: 60000,
  forbidOnly: true,
  // An install root under test/ may hold packages that publish their own tests.
  ignore: ['**/node_modules/**'],
};
