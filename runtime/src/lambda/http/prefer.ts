import { type HttpEvent, header } from './event.js';

/**
 * The values that a caller prefers under a name, which is in lower case; an empty text for a preference without a value.
 * `Prefer: respond-async, wait=10` or `Prefer: wait=10, respond-async; note=x`: https://www.rfc-editor.org/rfc/rfc7240#section-2
 */
export const preferencesOf = (event: HttpEvent, name: string): readonly string[] =>
  (header(event, 'prefer') ?? '').split(',').flatMap((preference) => {
    const [given = '', ...value] = (preference.split(';')[0] ?? '').split('=');
    return given.trim().toLowerCase() === name ? [unquoted(value.join('=').trim())] : [];
  });

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');
