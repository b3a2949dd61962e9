import type { LambdaStreamRecord } from './record.js';
import { reportedFailures } from './reportedFailures.js';

/** What came of an invocation: the function's answer, that it failed, or that there is no knowing. */
export type InvokeResult = { readonly response: unknown } | { readonly error: string } | { readonly unreachable: string };

export type Invoke<LambdaRecord extends object = LambdaStreamRecord> = (
  functionName: string,
  event: { readonly Records: readonly LambdaRecord[] },
) => Promise<InvokeResult>;

export type Delivery = {
  readonly functionName: string;
  readonly invoke: Invoke;
  /** Called with the last record that the function has taken, before anything after it is delivered. */
  readonly checkpoint: (record: LambdaStreamRecord) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly warn: (message: string) => void;
  readonly stopped: () => boolean;
};

const firstRetry = 200;
// Lambda waits up to a minute; here somebody sits in front of it and has just mended the handler.
const slowestRetry = 5000;
// Nobody is told of a connection that was lost because the service ends or reloads.
const patience = 4;

/**
 * Delivers a batch until every record is taken, as an event source mapping with BisectBatchOnFunctionError,
 * ReportBatchItemFailures and retries without limit does. No record is dropped; returns early only when the pump stops.
 */
export async function deliver(batch: readonly LambdaStreamRecord[], delivery: Delivery): Promise<void> {
  let parts: (readonly LambdaStreamRecord[])[] = [batch];
  let failures = 0;
  let warned = false;
  while (!delivery.stopped()) {
    const [part, ...rest] = parts;
    if (!part || part.length === 0) return;
    const { taken, error, unreachable = false } = await attempt(part, delivery);
    // The answer to an invocation that the end of the pump cut short is worth nothing.
    if (delivery.stopped()) return;
    const last = part[taken - 1];
    if (last) {
      delivery.checkpoint(last);
      failures = 0;
      warned = false;
    }
    if (taken === part.length) {
      parts = rest;
      continue;
    }
    failures += 1;
    if (!warned && (!unreachable || failures >= patience)) {
      delivery.warn(complaint(delivery.functionName, part.slice(taken), error));
      warned = true;
    }
    // A batch that failed as a whole is cut in two; one that was taken in part goes on at the record that failed.
    parts = [...(taken > 0 || unreachable ? [part.slice(taken)] : halves(part)), ...rest];
    await delivery.wait(Math.min(firstRetry * 2 ** (failures - 1), slowestRetry));
  }
}

type Attempt = { readonly taken: number; readonly error?: string; readonly unreachable?: true };

async function attempt(part: readonly LambdaStreamRecord[], delivery: Delivery): Promise<Attempt> {
  try {
    const result = await delivery.invoke(delivery.functionName, { Records: part });
    if ('unreachable' in result) return { taken: 0, error: result.unreachable, unreachable: true };
    if ('error' in result) return { taken: 0, error: result.error };
    return takenOf(part, result.response);
  } catch (error) {
    return { taken: 0, error: error instanceof Error ? error.message : String(error) };
  }
}

/** How many records from the front count as taken: those before the lowest sequence number that the answer reports as failed. */
export function takenOf(part: readonly LambdaStreamRecord[], response: unknown): Attempt {
  const reported = reportedFailures(response);
  if ('error' in reported) return { taken: 0, error: reported.error };
  const positions = reported.identifiers.map((identifier) => part.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === identifier));
  if (positions.includes(-1)) return { taken: 0, error: 'it reports a failure of a record that was not in the batch' };
  return positions.length === 0 ? { taken: part.length } : { taken: Math.min(...positions), error: 'it reports a failed record' };
}

function halves(part: readonly LambdaStreamRecord[]): (readonly LambdaStreamRecord[])[] {
  if (part.length === 1) return [part];
  const middle = Math.ceil(part.length / 2);
  return [part.slice(0, middle), part.slice(middle)];
}

function complaint(functionName: string, part: readonly LambdaStreamRecord[], error = 'it failed'): string {
  const count = part.length === 1 ? 'a stream record' : `${part.length} stream records`;
  return `${functionName} did not take ${count} from ${part[0]?.dynamodb.SequenceNumber}: ${error}. Trying again until it does.`;
}
