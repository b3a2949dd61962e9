import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Converter } from 'typedoc';

const root = new URL('../../', import.meta.url);
const at = (path) => fileURLToPath(new URL(path, root));

/** What the plugin and the files that it generates use: not for services. */
const internal = new Set(['./admin', './lambda', './model']);

const { name: packageName, exports } = JSON.parse(readFileSync(new URL('runtime/package.json', root), 'utf8'));

/** The source of each entry of the package that services import, and what they import it by. */
const entries = new Map(
  Object.entries(exports)
    .filter(([entry]) => !internal.has(entry))
    .map(([entry, { types }]) => [at(types.replace('./dist/', 'runtime/src/').replace('.d.ts', '.ts')), `${packageName}${entry.slice(1)}`]),
);

/** Calls a module what a service imports, such as `…-runtime/postgresql`: folders move, and say nothing to a reader. */
const nameModules = (app) =>
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = entries.get(project.files.getReflectionPath(module)) ?? module.name;
    }
  });

export default {
  name: 'API',
  entryPoints: [...entries.keys()],
  tsconfig: at('runtime/tsconfig.json'),
  plugin: ['typedoc-plugin-markdown', nameModules],
  out: at('docs/api'),
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  sanitizeComments: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  propertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  validation: { notExported: false, invalidLink: true },
  treatValidationWarningsAsErrors: true,
};
