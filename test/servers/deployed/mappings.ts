import { functionId } from '../../../plugin/src/cloudformation/naming.js';
import type { PackagedTemplate } from '../../plugin/packaged.js';

/** What of an event source mapping makes a difference to what its function is handed. */
export type Mapping = {
  readonly EventSourceArn?: unknown;
  readonly BatchSize: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] };
  readonly Topics?: readonly string[];
};

/** The mapping of the packaged template from a source to a function. @throws Error where there is none: Lambda would hand it nothing */
export function mappingOf({ Resources }: PackagedTemplate, functionKey: string, source: string): Mapping {
  const id = functionId(functionKey);
  const found = Object.values(Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' &&
      JSON.stringify(Properties.FunctionName).includes(`"${id}"`) &&
      JSON.stringify(Properties).includes(source),
  );
  if (!found) throw new Error(`Nothing maps ${source} to ${id}.`);
  return found.Properties as Mapping;
}

/** Lambda's partial batch response. */
export type BatchResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

export function failuresIn(response: unknown): readonly string[] {
  if (typeof response !== 'object' || response === null || !('batchItemFailures' in response)) {
    throw new Error(`The function says nothing of its batch: ${JSON.stringify(response)}`);
  }
  const { batchItemFailures } = response as BatchResponse;
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
