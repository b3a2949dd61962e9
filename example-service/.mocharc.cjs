module.exports = { 'node-option': ['import=tsx'], spec: ['test/**/*.test.ts'] };
