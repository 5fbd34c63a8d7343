import type { Selection } from '../shared/audit/selection.ts';
import { fileNames, getJson, putJson } from '../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../shared/aws/archive-runs/run-folder.ts';
import type { PolicyDocument } from '../shared/contracts/policy-contract.generated.ts';
import { openRuleBook, type RuleBook } from '../shared/evaluation/rule-book.ts';
import { readPolicy } from '../shared/policy/read-policy.ts';
import { rules } from '../shared/rules/index.ts';

/** What a run goes by from its first step on, whatever is deployed meanwhile; JSON. */
export interface PinnedRun {
  /** `s3://bucket/prefix` of the log files. */
  readonly trail: string;
  readonly selection: Selection;
  readonly policy: PolicyDocument;
}

export async function pinRun(folder: RunFolder, run: PinnedRun): Promise<void> {
  await putJson(folder, fileNames.run, run);
}

/** What a run goes by, and the rule book under its policy. */
export async function pinnedRun(folder: RunFolder): Promise<PinnedRun & { readonly book: RuleBook }> {
  const run = await getJson<PinnedRun>(folder, fileNames.run);
  return { ...run, book: openRuleBook(rules, readPolicy(run.policy)) };
}
