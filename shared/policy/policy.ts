import type { PolicyDocument } from '../contracts/policy-contract.generated.ts';
import type { RuleId, Severity } from '../contracts/result-contract.generated.ts';
import type { EvidenceGrade, Parameters, Workload } from '../rules/rule.ts';

export type Mode = 'enforce' | 'warn' | 'off';
export type WhenUndecided = 'allow' | 'warn' | 'block';
/** What the hook does where a fact could not be found out: it gives no answer, or goes by `whenUndecided`. */
type WhenUnavailable = 'block' | 'undecided';

/** What the operator set for one rule, defaults filled in. */
export interface RuleSetting {
  readonly mode: Mode;
  /** `undefined`: the rule's own. */
  readonly severity: Severity | undefined;
  readonly whenUndecided: WhenUndecided;
  readonly minimumEvidence: EvidenceGrade;
}

/** Globs over what a credential request names; a list that is absent matches everything. */
interface Scope {
  readonly accounts: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
  readonly requesters: readonly string[] | undefined;
}

/** A workload and the roles and session names (globs) by which its requests are known. */
interface WorkloadMatcher extends Workload {
  readonly roles: readonly string[];
  readonly sessionNames: readonly string[] | undefined;
}

/** Which principal stands behind an access key, or behind the EC2 role of a runtime environment. */
export type ConfiguredRequester = NonNullable<PolicyDocument['requesters']>[number];

export type Exemption = NonNullable<PolicyDocument['exemptions']>[number];

/** A policy document that was found valid, defaults filled in. */
export interface Policy {
  /** `sha256:` and the hex digest of the canonical document: YAML and JSON of the same content have the same. */
  readonly revision: string;
  /** What it was read from, without `$schema`. */
  readonly document: PolicyDocument;
  readonly scope: Scope;
  readonly whenUnavailable: WhenUnavailable;
  readonly settingOf: (id: RuleId) => RuleSetting;
  readonly parameters: Parameters;
  readonly requesters: readonly ConfiguredRequester[];
  readonly workloads: readonly WorkloadMatcher[];
  readonly exemptions: readonly Exemption[];
}
