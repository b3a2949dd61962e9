// Tells how many milliseconds it takes to import a function's bundle: until its handler is there, and so its client.
import { pathToFileURL } from 'node:url';

const url = pathToFileURL(process.argv[2] ?? '').href;
const start = performance.now();
const { handler } = await import(url);
const time = performance.now() - start;
if (typeof handler !== 'function') throw new TypeError('There is no handler.');
console.log(time);
