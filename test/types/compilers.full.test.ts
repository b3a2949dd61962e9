import { compilerContract } from './compilerContract.js';

compilerContract('typescript-5.4', '5.4.');
compilerContract('typescript-7', '7.');
