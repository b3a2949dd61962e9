/** A request to OpenSearch or Elasticsearch, whose REST interfaces are the same as far as rows need them. */
export type SearchRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** Of a bulk request, instead of a body: an object a line. */
  readonly lines?: readonly object[];
};

/** Sends a request by an official client, and gives the body of its answer. Throws what the client throws. */
export type Send = (request: SearchRequest) => Promise<unknown>;

/** A client, or a function that makes one, asked once in a container, when it first needs it. */
export type Connect<Client> = Client | (() => Client | Promise<Client>);

/** Sends by a client that is made when it is first needed; again where that failed. */
export function sendBy<Client extends object>(
  connect: Connect<Client>,
  request: (client: Client, request: SearchRequest) => Promise<unknown>,
): Send {
  let made: Promise<Client> | undefined;
  const client = () => {
    made ??= Promise.resolve(typeof connect === 'function' ? connect() : connect).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return async (one) => request(await client(), one);
}
