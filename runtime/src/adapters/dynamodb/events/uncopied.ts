const asItIs = <Value>(value: Value): Value => value;

const options = { dynamoDbDocumentClientOptions: { overrideInputFilterSensitiveLog: asItIs, overrideOutputFilterSensitiveLog: asItIs } };

/**
 * Middleware that keeps a command's answer from being copied: to be added with `atFirst`. For its log the SDK makes a copy of every answer
 * without what is sensitive, though nobody logs: half of the CPU time of a long read. DynamoDB's answers have nothing that its schema calls
 * sensitive. lib-dynamodb replaces the copying by the same option.
 */
export const uncopied =
  <Request, Answer>(next: (request: Request) => Promise<Answer>, context: object) =>
  (request: Request): Promise<Answer> => {
    Object.assign(context, options);
    return next(request);
  };

/** Where in the stack `uncopied` belongs. */
export const atFirst = { step: 'initialize', priority: 'high', name: 'logAnswerAsItIs' } as const;
