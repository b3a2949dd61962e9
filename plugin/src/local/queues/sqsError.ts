/** A refusal as SQS puts it. */
export class SqsError extends Error {
  /** Name of the error's shape, such as `QueueDoesNotExist`. */
  readonly shape: string;
  /** The code that the older query protocol has for it, which the SDK names the error by. */
  readonly queryCode: string;

  constructor(shape: string, message: string, queryCode = shape) {
    super(message);
    this.name = shape;
    this.shape = shape;
    this.queryCode = queryCode;
  }
}

export const queueDoesNotExist = (name: string, known: readonly string[]) =>
  new SqsError(
    'QueueDoesNotExist',
    `There is no queue '${name}' here, only ${known.join(', ')}. Set AWS_ENDPOINT_URL_SQS for a service that has yours.`,
    'AWS.SimpleQueueService.NonExistentQueue',
  );

export const missingParameter = (name: string) => new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidParameter = (name: string, rule: string) =>
  new SqsError('InvalidParameterValue', `The value of ${name} is invalid: it ${rule}.`);
