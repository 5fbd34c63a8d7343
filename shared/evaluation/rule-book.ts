import type { Severity } from '../contracts/result-contract.generated.ts';
import type { Mode, Policy, WhenUndecided } from '../policy/policy.ts';
import { defaultPolicy } from '../policy/read-policy.ts';
import type { Check, EvidenceGrade, Rule, SubjectKind, Subjects } from '../rules/rule.ts';
import type { Evidence } from '../rules/verdict.ts';
import { type ExemptionIndex, indexExemptions } from './exemptions.ts';

/** A rule as the policy has set it. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly mode: Mode;
  readonly severity: Severity;
  readonly whenUndecided: WhenUndecided;
  /** The weakest evidence on a requester on which a pass may rest. */
  readonly minimumEvidence: EvidenceGrade;
}

/** A rule with its check for one kind of subject. */
export interface ActiveCheck<Kind extends SubjectKind> {
  readonly active: ActiveRule;
  readonly check: Check<Subjects[Kind]>;
}

type RecordedKind = 'credential-request' | 'expired-call' | 'session' | 'run' | 'principal';

/** The rules under one policy: those in mode `off` are left out. */
export interface RuleBook {
  readonly policy: Policy;
  readonly exemptions: ExemptionIndex;
  /** What every finding under it has in its evidence besides. */
  readonly remark?: Evidence;
  readonly rules: readonly ActiveRule[];
  /** Those judged on what AWS records, by kind of subject. */
  readonly checks: { readonly [Kind in RecordedKind]: readonly ActiveCheck<Kind>[] };
}

/** Puts rules under a policy, once for all evaluations. */
export function openRuleBook(rules: readonly Rule[], policy: Policy): RuleBook {
  const active = rules
    .map((rule): ActiveRule => {
      const setting = policy.settingOf(rule.meta.id);
      return { rule, ...setting, severity: setting.severity ?? rule.meta.severity };
    })
    .filter(({ mode }) => mode !== 'off');
  return {
    policy,
    exemptions: indexExemptions(policy.exemptions),
    rules: active,
    checks: {
      'credential-request': checksOn('credential-request', active),
      'expired-call': checksOn('expired-call', active),
      session: checksOn('session', active),
      run: checksOn('run', active),
      principal: checksOn('principal', active),
    },
  };
}

/** The rules under the defaults, for want of the policy that the operator set: every finding says so. */
export function standInBook(rules: readonly Rule[]): RuleBook {
  return defaultBook(rules, 'the policy that the operator set was never read');
}

/** The rules under the defaults, before an operator has set a policy: every finding says so. */
export function firstBook(rules: readonly Rule[]): RuleBook {
  return defaultBook(rules, 'no policy is deployed yet');
}

function defaultBook(rules: readonly Rule[], why: string): RuleBook {
  return { ...openRuleBook(rules, defaultPolicy), remark: { policyInForce: `defaults: ${why}` } };
}

function checksOn<Kind extends SubjectKind>(kind: Kind, rules: readonly ActiveRule[]): ActiveCheck<Kind>[] {
  return rules.flatMap((active) => {
    const check = active.rule.checks[kind];
    return check === undefined ? [] : [{ active, check }];
  });
}
