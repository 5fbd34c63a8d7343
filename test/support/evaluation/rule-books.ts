import type { RuleId } from '../../../shared/contracts/result-contract.generated.ts';
import { openRuleBook, type RuleBook } from '../../../shared/evaluation/rule-book.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { rules } from '../../../shared/rules/index.ts';
import type { Rule, RuleMeta } from '../../../shared/rules/rule.ts';

/** A policy from the members of its document, read as every door does. */
export function policyOf(document: object = {}): Policy {
  return parsePolicy(
    JSON.stringify({ schemaVersion: '1', ...document }),
    rules.map(({ meta }) => meta.id),
  );
}

/** Rules under a policy; by default the whole rule book under the default policy. */
export function bookOf(document: object = {}, some: readonly Rule[] = rules): RuleBook {
  return openRuleBook(some, policyOf(document));
}

/** A rule that answers what a test wants, with as little of its own as a rule can have. */
export function ruleWith(checks: Rule['checks'], meta: Partial<RuleMeta> = {}): Rule {
  return {
    meta: {
      id: 'duration-covers-run' satisfies RuleId,
      guideline: 'G3',
      severity: 'high',
      title: 'A title',
      description: 'A description.',
      messages: { broken: 'broken by {who}' },
      remediation: 'Mend it.',
      references: ['https://docs.aws.amazon.com/a-page'],
      reads: ['a.field'],
      ...meta,
    },
    checks,
  };
}

/** An exemption that holds through October 2026. */
export function exemptionOf(delta: object = {}) {
  return {
    id: 'EX-1',
    rules: ['duration-covers-run'],
    subject: { accountId: '123456789012' },
    owner: 'data-platform',
    reason: 'rewritten in November',
    created: '2026-10-01',
    expires: '2026-11-01',
    ...delta,
  };
}
