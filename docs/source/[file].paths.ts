import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceOf, sourcePage } from '../.vitepress/sourceLinks.js';

const docs = fileURLToPath(new URL('..', import.meta.url));

const pagesOf = (folder: string) =>
  readdirSync(join(docs, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const linksOf = (text: string) => [...text.matchAll(/\]\((\.\.\/[^)\s]+)/g)].map(([, link = '']) => link);

const languageOf = (path: string) =>
  extname(path)
    .slice(1)
    .replace(/^[cm]js$/, 'js') || 'text';

/** What the site shows of a file. The links of a page at the root are made to work in the folder of this page. */
const shown = (path: string) => {
  const text = readFileSync(join(docs, '..', path), 'utf8');
  if (!path.endsWith('.md')) return `# ${path}\n\n\`\`\`\`${languageOf(path)}\n${text}\`\`\`\`\n`;
  return text.replace(/\]\(docs\//g, '](../').replace(/\]\((?!https?:|#|\.\.\/)/g, '](../../');
};

/** Files that pages link to, and those that shown pages link to in turn. */
const linkedFiles = (): Set<string> => {
  const files = new Set<string>();
  const collect = (text: string, page: string) => {
    for (const link of linksOf(text)) {
      const path = sourceOf(link, page);
      if (path === undefined || files.has(path)) continue;
      files.add(path);
      if (path.endsWith('.md')) collect(shown(path), 'source/page.md');
    }
  };
  for (const page of [...pagesOf('.'), ...pagesOf('decisions')]) collect(readFileSync(join(docs, page), 'utf8'), page);
  return files;
};

/** A page for each file of the repository that is linked to. */
export default {
  paths: () => [...linkedFiles()].map((path) => ({ params: { file: sourcePage(path).replace('/source/', '') }, content: shown(path) })),
};
