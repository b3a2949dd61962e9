import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const pages = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/decisions'), 'llms.txt'];

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** A page without its fenced blocks and its front matter. */
const proseOf = (page: string) =>
  textOf(page)
    .replace(/^---\n.*?\n---\n/s, '')
    .replace(/^( *)(`{3,})[^\n]*\n.*?^\1\2$/gms, '');

const linksOf = (page: string) =>
  [...proseOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => {
    const [path = '', heading] = link.split('#');
    return { link, target: path === '' ? page : join(dirname(page), path), heading };
  });

/** What GitHub links to a heading by. */
const githubAnchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

/** What the site links to a heading by: as `slugify` of @mdit-vue/shared. */
const siteAnchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** Anchors of the headings that GitHub and the site link to alike. */
const anchorsOf = (page: string) =>
  [...proseOf(page).matchAll(/^#+ (.+)$/gm)]
    .map(([, heading = '']) => heading)
    .filter((heading) => githubAnchorOf(heading) === siteAnchorOf(heading))
    .map(githubAnchorOf);

describe('the pages of the documentation', () => {
  it('link to files that exist', () => {
    const missing = pages.flatMap((page) =>
      linksOf(page)
        .filter(({ target }) => !existsSync(join(root, target)))
        .map(({ link }) => `${page}: ${link}`),
    );

    expect(missing).to.deep.equal([]);
  });

  it('link to headings that exist, and that GitHub and the site link to alike', () => {
    const missing = pages.flatMap((page) =>
      linksOf(page)
        .filter(({ target, heading }) => heading && target.endsWith('.md') && existsSync(join(root, target)))
        .filter(({ target, heading = '' }) => !anchorsOf(target).includes(heading))
        .map(({ link }) => `${page}: ${link}`),
    );

    expect(missing).to.deep.equal([]);
  });

  it('wrap their prose at 120 columns', () => {
    const long = pages
      .filter((page) => page.endsWith('.md'))
      .flatMap((page) =>
        proseOf(page)
          .split('\n')
          .filter((line) => line.length > 120 && !/^\s*(\||!\[|<)/.test(line) && /\S\s+\S/.test(line.slice(0, 120).trimStart()))
          .map((line) => `${page}: ${line.slice(0, 80)}…`),
      );

    expect(long).to.deep.equal([]);
  });
});
