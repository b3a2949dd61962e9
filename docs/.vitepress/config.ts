import { defineConfig } from 'vitepress';
import { failOnDeadLinks } from './deadLinks.js';
import { linkToSource } from './sourceLinks.js';

const page = (text: string, link: string) => ({ text, link });

/** The guides, in the order in which a user needs them. */
const guides = [
  { text: 'First service', items: [page('Your first service', '/first-service'), page('Local development', '/local-development')] },
  { text: 'Modelling', items: [page('Aggregates', '/aggregates'), page('Testing', '/testing')] },
  {
    text: 'Commands',
    items: [page('Commands', '/commands'), page('Asynchronous commands', '/asynchronous-commands'), page('Signals', '/signals')],
  },
  { text: 'Read models', items: [page('Projections', '/projections'), page('Read stores', '/read-stores')] },
  {
    text: 'Processes and other systems',
    items: [page('Processes', '/processes'), page('Publishers', '/publishers'), page('Events from outside', '/events-from-outside')],
  },
  { text: 'Going live', items: [page('Going live', '/going-live')] },
  { text: 'Operating', items: [page('Operations', '/operations'), page('Problems you have met before', '/problems')] },
  { text: 'Evolving', items: [page('Change a running service', '/evolving')] },
];

const reference = [
  {
    text: 'Reference',
    items: [
      page('Configuration', '/configuration'),
      page('Options of the block', '/api/block'),
      page('Commands of the plugin', '/cli'),
      page('HTTP', '/http'),
      page('Storage', '/storage'),
      page('API', '/api/'),
    ],
  },
  {
    text: 'Background',
    items: [
      page('Architecture', '/architecture'),
      page('Add a construct', '/adding-a-construct'),
      page('Add a construct', '/adding-a-construct'),
      page('Benchmark', '/bench'),
      page('Decisions', '/decisions/'),
    ],
  },
];

export default defineConfig({
  title: 'serverless-event-sourcing',
  description: 'Event sourcing for the Serverless Framework in TypeScript, on AWS Lambda and DynamoDB.',
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // The index of the local search, which is loaded when somebody searches, holds the API reference too.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  markdown: { config: linkToSource },
  buildEnd: failOnDeadLinks,
  themeConfig: {
    nav: [
      {
        text: 'Guides',
        link: '/first-service',
        activeMatch: '^/(?!api|decisions|source|configuration|cli|http|storage|architecture|bench)',
      },
      { text: 'Reference', link: '/configuration', activeMatch: '^/(api|configuration|cli|http|storage)' },
      { text: 'Architecture', link: '/architecture' },
    ],
    sidebar: [...guides, ...reference],
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
