export { type AvroSchema, type AvroSchemas, asWritten, avro, type SchemaHistory } from './avro.js';
