import type { Decision } from '../../../shared/contracts/result-contract.generated.ts';
import { type CommandOptions, type CommandResult, command } from './command.ts';

/** What `sts-warden check --format jsonl` ended with and decided. */
export interface CheckResult extends CommandResult {
  readonly decisions: readonly Decision[];
}

/** Checks submissions; further words and the command's options go along. */
export async function checked(words: readonly string[], options?: CommandOptions): Promise<CheckResult> {
  const result = await command(['check', '--format', 'jsonl', ...words], options);
  const lines = result.stdout.split('\n').filter((line) => line !== '');
  return { ...result, decisions: lines.map((line) => JSON.parse(line)) };
}

/** The decision in what `check --format json` writes of one submission, without what it says of it besides. */
export function decisionIn(json: string): Decision {
  const { findings: _, source, name, expectedSeconds, shortestSeconds, ...decision } = JSON.parse(json);
  return decision;
}

/** What a rule answered in a decision, in words: its outcome, and what is missing or why. */
export function answerOf(decision: Decision | undefined, ruleId: string): string {
  const result = decision?.results.find((one) => one.ruleId === ruleId);
  return [result?.outcome ?? 'no answer', ...(result?.missing ?? []), result?.reason ?? ''].join(' ').trim();
}
