import { knownText, type TemplateValues } from '../cloudformation/knownText.js';

/**
 * Most bytes of a function's variables together, as the JSON object that Lambda keeps of them: names, values, quotes, commas and brackets.
 * Lambda developer guide, «Troubleshoot configuration issues in Lambda».
 */
export const mostBytes = 4096;

type Variables = Readonly<Record<string, unknown>>;

/** What Lambda will measure of variables, or less: what only CloudFormation knows counts for nothing. Bytes. */
export const environmentBytes = (variables: Variables, known: TemplateValues): number =>
  bytesOf(
    Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value == null ? [] : [[name, knownText(value, known)]]))),
  );

/** What to do about variables, by what their names begin with. */
type Remedies = Readonly<Record<string, string>>;

/**
 * Functions whose variables Lambda would refuse, in the middle of a deploy. `shared`: what the provider tells all of them. `remedies`: those for
 * variables of the plugin's own.
 */
export const environmentFaults = (
  functions: Readonly<Record<string, { readonly environment?: Variables }>>,
  shared: Variables,
  known: TemplateValues,
  remedies: Remedies,
): string[] =>
  Object.entries(functions).flatMap(([key, { environment = {} }]) => {
    const variables = { ...shared, ...environment };
    const bytes = environmentBytes(variables, known);
    return bytes > mostBytes ? [faultOf(key, variables, bytes, known, remedies)] : [];
  });

function faultOf(key: string, variables: Variables, bytes: number, known: TemplateValues, remedies: Remedies): string {
  const largest = Object.entries(variables)
    .map(([name, value]) => ({ name, bytes: environmentBytes({ [name]: value }, known) }))
    .sort((one, other) => other.bytes - one.bytes);
  const shown = largest.slice(0, 3).map(({ name, bytes }) => `${name} ${bytes}`);
  const names = largest.map(({ name }) => name);
  return `The environment of the function '${key}' must have at most ${mostBytes} bytes, Lambda's limit for all variables together as JSON; it has ${bytes} at least (the largest: ${shown.join(', ')}). ${remedyOf(names, remedies)}`;
}

/** Of what there is most. */
function remedyOf(names: readonly string[], remedies: Remedies): string {
  const remedy = Object.entries(remedies).find(([prefix]) => names[0]?.startsWith(prefix))?.[1];
  return remedy ?? 'Take long values out of provider.environment: into a parameter of SSM, or into a file that your code imports.';
}

const bytesOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));
