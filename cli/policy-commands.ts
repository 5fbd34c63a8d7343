import type { Command } from 'commander';
import { addDiffPoliciesCommand } from './diff-policies.ts';
import type { ExitCode } from './exit-codes.ts';
import { addInitPolicyCommand } from './init-policy.ts';
import type { Terminal } from './terminal.ts';
import { addTestPolicyCommand } from './test-policy.ts';
import { addValidatePolicyCommand } from './validate-policy.ts';

/** Adds `sts-warden policy …`. `done` learns the exit code. */
export function addPolicyCommands(
  program: Command,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  const policy = program.command('policy').description('Write policy documents, and try them out.');
  for (const add of [
    addInitPolicyCommand,
    addValidatePolicyCommand,
    addDiffPoliciesCommand,
    addTestPolicyCommand,
  ])
    add(policy, terminal, done);
}
