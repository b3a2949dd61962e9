import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceOf, sourcePage } from '../.vitepress/sourceLinks.js';

const docs = fileURLToPath(new URL('..', import.meta.url));

const linksOf = (page: string) =>
  [...readFileSync(join(docs, page), 'utf8').matchAll(/\]\((\.\.\/[^)#\s]+)/g)].map(([, link = '']) => link);

const pagesOf = (folder: string) =>
  readdirSync(join(docs, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const shown = (path: string) => {
  const text = readFileSync(join(docs, '..', path), 'utf8');
  return path.endsWith('.md') ? text : `# ${path}\n\n\`\`\`\`${extname(path).slice(1) || 'text'}\n${text}\`\`\`\`\n`;
};

/** A page for each file of the repository that a page links to. */
export default {
  paths: () => {
    const pages = [...pagesOf('.'), ...pagesOf('decisions')];
    const files = new Set(pages.flatMap((page) => linksOf(page).flatMap((link) => sourceOf(link, page) ?? [])));
    return [...files].map((path) => ({ params: { file: sourcePage(path).replace('/source/', '') }, content: shown(path) }));
  },
};
