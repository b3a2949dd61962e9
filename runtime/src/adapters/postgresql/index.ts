export type { Connection } from './database.js';
export { type PostgreSQLOptions, type PostgreSQLReadStore, postgresql } from './postgresql.js';
