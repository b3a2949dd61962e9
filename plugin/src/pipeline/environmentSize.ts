import { type Known, knownText } from '../cloudformation/knownText.js';

/**
 * Most bytes of a function's variables together, as the JSON object that Lambda keeps of them: names, values, quotes, commas and brackets.
 * Lambda developer guide, «Troubleshoot configuration issues in Lambda».
 */
export const mostBytes = 4096;

type Variables = Readonly<Record<string, unknown>>;

/** What Lambda will measure of variables, or less: what only CloudFormation knows counts for nothing. Bytes. */
export const environmentBytes = (variables: Variables, known: Known): number =>
  bytesOf(
    Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value == null ? [] : [[name, knownText(value, known)]]))),
  );

/** Functions whose variables Lambda would refuse, in the middle of a deploy. `shared`: what the provider tells all of them. */
export const environmentFaults = (
  functions: Readonly<Record<string, { readonly environment?: Variables }>>,
  shared: Variables,
  known: Known,
): string[] =>
  Object.entries(functions).flatMap(([key, { environment = {} }]) => {
    const variables = { ...shared, ...environment };
    const bytes = environmentBytes(variables, known);
    return bytes > mostBytes ? [faultOf(key, variables, bytes, known)] : [];
  });

function faultOf(key: string, variables: Variables, bytes: number, known: Known): string {
  const largest = Object.entries(variables)
    .map(([name, value]) => ({ name, bytes: environmentBytes({ [name]: value }, known) }))
    .sort((one, other) => other.bytes - one.bytes);
  const shown = largest.slice(0, 3).map(({ name, bytes }) => `${name} ${bytes}`);
  const names = largest.map(({ name }) => name);
  return `The environment of the function '${key}' must have at most ${mostBytes} bytes, Lambda's limit for all variables together as JSON; it has ${bytes} at least (the largest: ${shown.join(', ')}). ${remedyOf(names)}`;
}

/** Of what there is most. */
function remedyOf(names: readonly string[]): string {
  const ours = names.find((name) => name.startsWith('EVENT_SOURCING_'));
  if (names[0] !== ours || ours === undefined) {
    return 'Take long values out of provider.environment: into a parameter of SSM, or into a file that your code imports.';
  }
  return ours.startsWith('EVENT_SOURCING_QUEUE_')
    ? 'Take isolated: true off some of its consumers, or split the service.'
    : 'Give some of its publishers functions of their own (isolated: true), or split the service.';
}

const bytesOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));
