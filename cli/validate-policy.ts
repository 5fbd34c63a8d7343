import type { Command } from 'commander';
import { counted } from '../shared/json/counted.ts';
import type { Policy } from '../shared/policy/policy.ts';
import { readPolicy } from '../shared/policy/read-policy.ts';
import { rules } from '../shared/rules/index.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { loadPolicyDocument } from './load-policy.ts';
import type { Terminal } from './terminal.ts';

/** Adds `policy validate`. `done` learns its exit code. */
export function addValidatePolicyCommand(
  parent: Command,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  parent
    .command('validate')
    .argument('<file>', 'a policy (YAML or JSON); - is standard input')
    .description('Check a policy document and list every fault.')
    .option('--json', 'print the policy itself, as JSON, which is what AWS AppConfig takes')
    .action(async (file: string, { json = false }: { readonly json?: boolean }) =>
      done(await validatePolicy(file, json, terminal)),
    );
}

/** Prints what it is told to of a valid policy; of a broken one every fault is listed by whoever catches it. */
async function validatePolicy(path: string, asJson: boolean, terminal: Terminal): Promise<ExitCode> {
  const document = await loadPolicyDocument(path, terminal.stdin);
  const name = path === '-' ? 'standard input' : path;
  const text = asJson ? JSON.stringify(document, null, 2) : summaryOf(readPolicy(document), name);
  terminal.stdout.write(`${text}\n`);
  return exitCodes.nothingFound;
}

/** Says that the policy is valid, and what it softens. */
function summaryOf(policy: Policy, name: string): string {
  const { revision, exemptions, workloads } = policy;
  const counts = `${counted(workloads.length, 'workload')}, ${counted(exemptions.length, 'exemption')}`;
  return [`${name} is valid: ${counts}, revision ${revision}`, ...softened(policy)].join('\n  ');
}

/** The rules that block nothing, by what the policy makes of them. */
function softened({ settingOf }: Policy): string[] {
  const ids = rules.map(({ meta }) => meta.id);
  const lines = { off: 'not asked', warn: 'reported only' } as const;
  return (['off', 'warn'] as const).flatMap((mode) => {
    const named = ids.filter((id) => settingOf(id).mode === mode);
    return named.length === 0 ? [] : [`${mode} (${lines[mode]}): ${named.join(', ')}`];
  });
}
