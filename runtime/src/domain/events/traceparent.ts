// https://www.w3.org/TR/trace-context/#traceparent-header
const traceparent = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;

/** The id of the trace that a `traceparent` names; undefined for a text that is none. */
export const traceIdOf = (text: string): string | undefined => traceparent.exec(text)?.[1];
