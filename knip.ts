import type { KnipConfig } from 'knip';
import { packages } from './rooms.cjs';

const config: KnipConfig = {
  ignoreExportsUsedInFile: { type: true, interface: true },
  workspaces: {
    '.': {
      entry: [
        'test/**/*.test.ts',
        'test/types/*.types.ts',
        'test/servers/main/{up,down}.ts',
        'test/slowest.ts',
        'bench/run.ts',
        'bench/streamEvents.ts',
        'bench/rebuildRows.ts',
        'bench/importBundle.mjs',
        'docs/.vitepress/{config.ts,typedoc.config.mjs}',
        'docs/source/*.paths.ts',
      ],
      project: ['test/**/*.ts', 'bench/**/*.{ts,mjs}', 'docs/**/*.{ts,mjs}'],
      ignoreDependencies: ['@aws-lambda-powertools/metrics', 'amplify-dynamodb-simulator', 'tsx', 'avsc', 'typedoc-plugin-markdown'],
      ignoreBinaries: ['typedoc'],
    },
    runtime: { ignoreDependencies: packages },
    plugin: {},
    'example-service': {
      entry: ['src/*.ts', 'test/**/*.test.ts', 'demo/run.ts'],
      ignoreDependencies: ['amplify-dynamodb-simulator', '@types/mocha'],
    },
  },
};

export default config;
