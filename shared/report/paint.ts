import type { styleText } from 'node:util';
import type { Severity } from '../contracts/result-contract.generated.ts';

/** Styles a text, or returns it as it is where colours are not wanted. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const styles = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
} as const satisfies Record<Severity, Parameters<typeof styleText>[0]>;

/** A severity in its colour. */
export function paintSeverity(severity: Severity, paint: Paint): string {
  return paint([styles[severity]].flat(), severity.toUpperCase());
}
