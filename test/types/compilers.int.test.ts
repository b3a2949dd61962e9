import { compilerContract } from './compilerContract.js';

// Those of before and of what comes are in compilers.full.test.ts.
compilerContract('typescript', '5.9.');
