export { type AdministrationOptions, administration } from './administration.js';
