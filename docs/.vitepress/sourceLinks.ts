import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';

const docs = fileURLToPath(new URL('..', import.meta.url));
const root = dirname(docs.replace(/\/$/, ''));

/** The file of this repository, outside of `docs/`, that a link of a page leads to. Undefined for any other link. */
export const sourceOf = (link: string, page: string): string | undefined => {
  if (!link.startsWith('../')) return undefined;
  const path = relative(root, resolve(docs, dirname(page), link.replace(/#.*/, '')));
  return path.startsWith('docs/') || path.startsWith('..') ? undefined : path;
};

/** Where the site shows a file. Dots are replaced, because VitePress takes a page named `item.ts` for a video. */
export const sourcePage = (path: string) => `/source/${path.replaceAll('.', '-')}`;

/**
 * Pages link to code by a relative path, which an editor and a code host follow. The site has a page for each file that is linked to:
 * such links are rewritten to it. Throws if there is no such file.
 */
export const linkToSource = (markdown: MarkdownRenderer) => {
  const render = markdown.renderer.rules.link_open;
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const link = token?.attrGet('href') ?? '';
    const path = sourceOf(link, env.relativePath ?? '');
    if (path !== undefined) {
      if (!existsSync(join(root, path))) throw new Error(`${env.relativePath} links to ${link}, and there is no file ${path}.`);
      token?.attrSet('href', `${sourcePage(path)}${/#.*/.exec(link)?.[0] ?? ''}`);
    }
    return render ? render(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
  };
};
