import { readFileSync } from 'node:fs';
import { policyChangedEvent } from '../../shared/aws/policy/policy-changed.ts';
import { changeTo } from '../../shared/aws/policy/succession.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { rules } from '../../shared/rules/index.ts';
import { jsonBlock } from './json-block.ts';

const strictPolicy = 'docs/deploy/strict-policy.yaml';

/** What is published when the strict policy takes the place of the default one. */
export function policyChangedBlock(): string {
  const ids = rules.map(({ meta }) => meta.id);
  const strict = parsePolicy(readFileSync(strictPolicy, 'utf8'), ids);
  const first = changeTo(defaultPolicy.revision, undefined, new Date('2026-10-01T08:00:00Z'));
  const change = changeTo(strict.revision, first, new Date('2026-10-01T12:00:00Z'));
  if (change === undefined) throw new Error(`expected ${strictPolicy} to be another policy than the default`);
  return jsonBlock(policyChangedEvent(openRuleBook(rules, strict), change));
}
