/** What SQS takes in one message, and in one request of several: 1 MiB, bytes of UTF-8. SQS developer guide, «Message quotas». */
export const maxMessageBytes = 1_048_576;

/** What SQS takes in one request. */
export const maxEntries = 10;
