import { counted } from '../shared/json/counted.ts';
import { type BrokenPolicyError, faultText } from '../shared/policy/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { loadPolicy } from './load-policy.ts';
import type { Terminal } from './terminal.ts';

/** `sts-warden policy validate FILE`: says that the policy is valid, or lists every fault. */
export async function validatePolicy(path: string, terminal: Terminal): Promise<ExitCode> {
  const { revision, exemptions, workloads } = await loadPolicy(path);
  terminal.stdout.write(
    `${path} is valid: ${counted(workloads.length, 'workload')}, ${counted(exemptions.length, 'exemption')}, revision ${revision}\n`,
  );
  return exitCodes.nothingFound;
}

/** A broken policy as lines of text, a fault each. */
export function brokenPolicyText({ faults }: BrokenPolicyError): string {
  return [
    `broken policy, ${counted(faults.length, 'fault')}:`,
    ...faults.map((fault) => `  ${faultText(fault)}`),
  ].join('\n');
}
