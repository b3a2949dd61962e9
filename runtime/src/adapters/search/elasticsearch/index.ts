export { type ElasticsearchOptions, type ElasticsearchReadStore, elasticsearch } from './elasticsearch.js';
