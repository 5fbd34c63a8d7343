import type { Command } from 'commander';
import { counted } from '../shared/json/counted.ts';
import type { Policy } from '../shared/policy/policy.ts';
import { rules } from '../shared/rules/index.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { loadPolicy } from './load-policy.ts';
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
    .action(async (file: string) => done(await validatePolicy(file, terminal)));
}

/** Says that the policy is valid and what it softens; of a broken one every fault is listed by whoever catches it. */
async function validatePolicy(path: string, terminal: Terminal): Promise<ExitCode> {
  const policy = await loadPolicy(path, terminal.stdin);
  const { revision, exemptions, workloads } = policy;
  const name = path === '-' ? 'standard input' : path;
  terminal.stdout.write(
    `${name} is valid: ${counted(workloads.length, 'workload')}, ${counted(exemptions.length, 'exemption')}, revision ${revision}\n`,
  );
  for (const line of softened(policy)) terminal.stdout.write(`  ${line}\n`);
  return exitCodes.nothingFound;
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
