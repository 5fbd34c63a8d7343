import type { Finding } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import { counted } from '../json/counted.ts';

/**
 * How many findings there are, and how many of the gravest severity, `4 findings, 1 critical`; exempted ones apart. The
 * findings stand in their order, the gravest first. `noun`: what they are called.
 */
export function findingsCount(findings: readonly Finding[], where: string, noun = 'finding'): string {
  const inForce = findings.filter(({ status }) => status !== 'exempted');
  const gravest = inForce[0]?.severity;
  const count = inForce.filter(({ severity }) => severity === gravest).length;
  const exempted = findings.length - inForce.length;
  return [
    gravest === undefined
      ? `No ${noun}s ${where}`
      : `${counted(inForce.length, noun)}, ${count} ${gravest}, ${where}`,
    ...(exempted === 0 ? [] : [`${exempted} more exempted`]),
  ].join('; ');
}

/** What findings are called where those of an earlier result are left out. */
export function nounOf(since: Since | undefined): string {
  return since === undefined ? 'finding' : 'new finding';
}
