import type { Metrics } from '../../../runtime/src/metrics/metrics.js';

type Facts<Name extends keyof Metrics> = Parameters<Metrics[Name]>[0];

type Measured =
  | { readonly command: Facts<'command'> }
  | { readonly conflict: string }
  | { readonly consumed: Facts<'consumed'> }
  | { readonly parked: string }
  | { readonly flush: true };

/** Metrics that are kept in the order in which they were measured. */
export function recordedMetrics(): { readonly metrics: Metrics; readonly measured: readonly Measured[] } {
  const measured: Measured[] = [];
  const metrics: Metrics = {
    command: (command) => void measured.push({ command }),
    conflict: (conflict) => void measured.push({ conflict }),
    consumed: (consumed) => void measured.push({ consumed }),
    parked: (parked) => void measured.push({ parked }),
    flush: () => void measured.push({ flush: true }),
  };
  return { metrics, measured };
}
