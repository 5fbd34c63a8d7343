import type { Principal } from '../access/principal.ts';
import type { PrincipalAccess } from '../access/principal-access.ts';
import type { RequesterBaseline } from '../access/requester-baseline.ts';
import type { CredentialRequest, ExpiredCall } from '../cloudtrail/record.ts';
import type { RuleId, Severity, Violation } from '../contracts/result-contract.generated.ts';
import type { Fact } from '../json/fact.ts';
import type { CoveredRun } from '../sessions/run-cover.ts';
import type { SessionLink } from '../sessions/session-chains.ts';
import type { BucketPair, Endpoint, Hop } from '../submission/submission.ts';
import type { Facts } from './facts.ts';
import type { Verdict } from './verdict.ts';

/** A principal: it has access, gained some, got more of it, or had some for a while that it has no more. */
export interface ChangedAccess extends PrincipalAccess {
  /** `gained` where it is absent. */
  readonly change?: 'gained' | 'escalated' | 'momentary' | 'standing';
}

/** What a rule can be judged on, by kind. */
export interface Subjects {
  readonly 'credential-request': CredentialRequest;
  readonly 'expired-call': ExpiredCall;
  readonly session: SessionLink;
  readonly run: CoveredRun;
  readonly endpoint: Endpoint;
  readonly hop: Hop;
  readonly pair: BucketPair;
  readonly principal: ChangedAccess;
}
export type SubjectKind = keyof Subjects;

/** What the operator declared about the workload that uses a role (policy `workloads`). */
export interface Workload {
  readonly name: string;
  readonly mode: 'standard' | 'advanced';
  readonly expectedRunSeconds: number | undefined;
}

/** The policy's parameters, defaults filled in. */
export interface Parameters {
  readonly baselineActions: readonly string[];
  readonly baselines: readonly RequesterBaseline[];
  readonly durationMarginSeconds: number;
  readonly lapseSeconds: number;
  readonly renewalLeadSeconds: number;
}

/** How a principal is known, from the weakest evidence to the strongest (docs/guidelines.md, G2). */
export const evidenceGrades = ['declared', 'configured', 'resolved', 'proven'] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

/** Who requests the temporary credentials of a hop, and how that is known. */
export interface KnownRequester {
  readonly principal: Principal;
  /** Its unique id, where the source tells it. */
  readonly principalId?: string;
  readonly source: EvidenceGrade;
}

/** Everything but the subject that a check may read: time and facts come in as values. */
export interface RuleContext {
  readonly parameters: Parameters;
  readonly facts: Facts;
  /** The workload whose role and session name match a credential request's or session's. */
  readonly workload: Workload | undefined;
  /** The requester of a hop; absent where nothing says who it is, unavailable where who could say did not answer. */
  readonly requesterOf: (hop: Hop) => Fact<KnownRequester>;
}

/** Judges one subject; pure. */
export type Check<Subject> = (subject: Subject, context: RuleContext) => Verdict;

/** What a rule says of itself; documentation, reports and messages are made from it and from nothing else. */
export interface RuleMeta {
  readonly id: RuleId;
  readonly guideline: Violation['guideline'];
  readonly severity: Severity;
  readonly title: string;
  /** What the rule demands and why, one paragraph. */
  readonly description: string;
  /** Message texts; `{name}` stands for a member of the evidence. */
  readonly messages: Readonly<Record<string, string>>;
  readonly remediation: string;
  readonly references: readonly string[];
  /** The fields it reads, in CloudTrail's and the submission contract's own names. */
  readonly reads: readonly string[];
  /** A parameter file may change at run time what this rule checked, so its pass on such a task is `undecided`. */
  readonly overridableByParameterFile?: true;
  /** It judges who requests, so that its pass on a hop rests on the evidence that there is on the requester. */
  readonly judgesRequester?: true;
  /** Mappings in advanced mode are exempt (G5). */
  readonly exemptsAdvancedMode?: true;
}

/** A rule is a value: what it says of itself, and a check for every kind of subject that it is judged on. */
export interface Rule {
  readonly meta: RuleMeta;
  readonly checks: { readonly [Kind in SubjectKind]?: Check<Subjects[Kind]> };
}

/** Types a rule without widening it. */
export function defineRule<const R extends Rule>(rule: R): R {
  return rule;
}
