/** What of the service's answers is read here: a command's result, a state, pages of events and rows, a problem. */
export type Body = {
  readonly aggregateId?: string;
  readonly version?: number;
  readonly state?: unknown;
  readonly events?: readonly { readonly type: string; readonly data: unknown; readonly version: number }[];
  readonly next?: number;
  readonly rows?: readonly unknown[];
  readonly cursor?: string;
  readonly status?: number;
  readonly code?: string;
  readonly violations?: readonly { readonly path: string }[];
  readonly rejection?: { readonly code: string };
};

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Body };

/** Speaks HTTP with the service. */
export type Client = {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body: string, headers: Readonly<Record<string, string>>) => Promise<Answer>;
};

/** A service that does not answer for this long hangs: it answers a timeout itself after 30 s. In milliseconds. */
const patience = 40_000;

/** A client of the service at a URL. Its requests end when the signal is aborted, and throw when no JSON is answered. */
export function createClient(url: string, signal: AbortSignal): Client {
  const request = async (method: string, path: string, options: RequestInit): Promise<Answer> => {
    signal.throwIfAborted();
    try {
      const response = await fetch(url + path, { ...options, method, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
      const text = await response.text();
      // An empty body is that of an answer without one.
      return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') as Body };
    } catch (cause) {
      signal.throwIfAborted();
      throw new Error(`${method} ${path} was not answered as it must be: ${reasonOf(cause)}`, { cause });
    }
  };
  return {
    get: (path) => request('GET', path, {}),
    post: (path, body, headers) => {
      const all = new Headers({ 'Content-Type': 'application/json' });
      for (const [name, value] of Object.entries(headers)) all.set(name, value);
      return request('POST', path, { body, headers: all });
    },
  };
}

/** fetch says why only in the cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}, ${String(error.cause)}`;
};
