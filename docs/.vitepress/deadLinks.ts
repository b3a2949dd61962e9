import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteConfig } from 'vitepress';

const idsIn = (html: string) => new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));

/** Links of a page to pages of the site, as paths from its root. */
const linksIn = (html: string, from: string) =>
  [...html.matchAll(/\shref="([^"]*)"/g)]
    .map(([, href = '']) => new URL(href, `site://docs${from}`))
    .filter(({ protocol }) => protocol === 'site:')
    .map(({ pathname, hash }) => ({ page: pathname.endsWith('/') ? `${pathname}index.html` : pathname, id: hash.slice(1) }))
    .filter(({ page }) => page.endsWith('.html'));

/**
 * VitePress fails a build for a link in a page's text to a page that is missing. This does so for all links of the finished site:
 * those of the navigation and the first page, and those to a heading.
 */
export const failOnDeadLinks = async ({ outDir }: SiteConfig) => {
  const files = (await readdir(outDir, { recursive: true })).filter((file) => file.endsWith('.html'));
  const pages = new Map<string, string>(
    await Promise.all(files.map(async (file) => [`/${file}`, await readFile(join(outDir, file), 'utf8')] as const)),
  );
  const ids = new Map([...pages].map(([page, html]) => [page, idsIn(html)]));
  const isDead = ({ page, id }: { page: string; id: string }): boolean =>
    !ids.has(page) || (id !== '' && !ids.get(page)?.has(decodeURIComponent(id)));

  const dead = new Map<string, string>();
  for (const [from, html] of pages) {
    for (const { page, id } of linksIn(html, from).filter(isDead)) dead.set(id ? `${page}#${id}` : page, from);
  }
  const faults = [...dead].map(([target, from]) => `${target} is missing. ${from} links to it.`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
};
