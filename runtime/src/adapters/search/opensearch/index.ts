export { type OpenSearchOptions, type OpenSearchReadStore, openSearch } from './openSearch.js';
