import type { Meter } from '../../../shared/aws/lambda/metrics.ts';

/** What was counted, by the metric's name; a violation by its rule and severity. */
export type Counted = Readonly<Record<string, number>>;

/** A meter that keeps what it is told. */
export function countingMeter(): Meter & { readonly counted: Counted } {
  const counted: Record<string, number> = {};
  function count(name: string, by = 1): void {
    counted[name] = (counted[name] ?? 0) + by;
  }
  return {
    counted,
    count,
    violation: (rule, severity) => count(`${rule} ${severity}`),
    age: (seconds) => {
      counted.RecordAge = seconds;
    },
    flush: async () => count('flushes'),
    prepare: () => undefined,
  };
}
