import type { Finding } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';

/**
 * How many findings there are, and how many of the gravest severity, `4 findings, 1 critical`; exempted ones apart. The
 * findings stand in their order, the gravest first.
 */
export function findingsCount(findings: readonly Finding[], where: string): string {
  const inForce = findings.filter(({ status }) => status !== 'exempted');
  const gravest = inForce[0]?.severity;
  const count = inForce.filter(({ severity }) => severity === gravest).length;
  const exempted = findings.length - inForce.length;
  return [
    gravest === undefined
      ? `No findings ${where}`
      : `${counted(inForce.length, 'finding')}, ${count} ${gravest}, ${where}`,
    ...(exempted === 0 ? [] : [`${exempted} more exempted`]),
  ].join('; ');
}
