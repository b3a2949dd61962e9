import { readFile } from 'node:fs/promises';

/** A fenced block of a Markdown page. */
export type Snippet = { readonly language: string; readonly text: string };

/** Fenced blocks of a page of this repository, in order. */
export const snippetsOf = async (path: string): Promise<Snippet[]> => {
  const page = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));
};

/** The blocks whose first line names a file, by that name. */
export const filesOf = (snippets: readonly Snippet[]): Record<string, string> =>
  Object.fromEntries(
    snippets.flatMap(({ text }) => {
      const [, path] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(text) ?? [];
      return path === undefined ? [] : [[path, text]];
    }),
  );

/** A request as a page shows it, and the answer shown below it: `…` stands for anything. */
export type Exchange = {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly status: number;
  readonly answer: string;
};

/** The `curl` lines of console blocks with their answers. Throws for a line that it cannot read, so that none is passed over. */
export const exchangesOf = (snippets: readonly Snippet[]): Exchange[] =>
  snippets
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.trim().split(/\n\n/))
    .map(readExchange);

function readExchange(text: string): Exchange {
  const [, line = '', status = '', answer = ''] = /^\$ curl (.+)\n(\d{3}) (.+)$/.exec(text) ?? [];
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const headers: Record<string, string> = {};
  let method = 'GET';
  let body: string | undefined;
  let url = '';
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      url = word;
      continue;
    }
    at += 1;
    const value = words[at] ?? '';
    if (word === '-X') method = value;
    else if (word === '-d') body = value;
    else if (word === '-H') headers[value.slice(0, value.indexOf(':'))] = value.slice(value.indexOf(':') + 1).trim();
    else throw new Error(`No reading of ${word} in: ${text}`);
  }
  if (!url.startsWith('http://localhost:3000/')) throw new Error(`No request in: ${text}`);
  return { method, url, headers, body, status: Number(status), answer };
}

/** Whether an answer is as it is shown. */
export const isAsShown = (answer: string, shown: string): boolean =>
  new RegExp(
    `^${shown
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(answer);
