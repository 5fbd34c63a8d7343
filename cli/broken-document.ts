import { counted } from '../shared/json/counted.ts';
import { type BrokenDocumentError, faultText } from '../shared/policy/errors.ts';

/** A broken policy, or broken cases, as lines of text, a fault each. */
export function brokenDocumentText({ kind, faults }: BrokenDocumentError): string {
  return [
    `broken ${kind}, ${counted(faults.length, 'fault')}:`,
    ...faults.map((fault) => `  ${faultText(fault)}`),
  ].join('\n');
}
