import type { AuditReport, Decision, Finding, RuleResult } from '../contracts/result-contract.generated.ts';

/** How often a rule came out how. */
export type OutcomeCounts = AuditReport['coverage']['rules'][string];

/** What a policy makes of what it is tried on. */
export interface PolicyTrial {
  readonly revision: string;
  readonly findings: readonly Finding[];
  /** Of each submission, in the same order under every policy. */
  readonly decisions: readonly { readonly title: string; readonly decision: Decision['decision'] }[];
  /** By rule id, those that are not off. */
  readonly outcomes: Readonly<Record<string, OutcomeCounts>>;
  /** Records that a rule would concern, and that the scope leaves out. */
  readonly recordsLeftOut: number;
}

/** What two policies differ in, on the same archive and submissions. */
export interface PolicyDifference {
  readonly schemaVersion: '1';
  readonly oldRevision: string;
  readonly newRevision: string;
  /** Findings of the new policy alone, by their ids. */
  readonly appeared: readonly Finding[];
  readonly vanished: readonly Finding[];
  /** Findings of both that differ in severity or occurrences. */
  readonly changed: readonly { readonly old: Finding; readonly new: Finding }[];
  readonly decisions: readonly DecisionChange[];
  /** Rules that came out differently; absent counts: the rule is off. */
  readonly outcomes: readonly OutcomeChange[];
  readonly recordsLeftOut: { readonly old: number; readonly new: number };
  /** Findings that are the same under both. */
  readonly same: number;
}

interface DecisionChange {
  readonly title: string;
  readonly old: Decision['decision'] | undefined;
  readonly new: Decision['decision'];
}

interface OutcomeChange {
  readonly ruleId: string;
  readonly old?: OutcomeCounts;
  readonly new?: OutcomeCounts;
}

/** Compares what two policies make of the same things. */
export function comparePolicies(before: PolicyTrial, after: PolicyTrial): PolicyDifference {
  const [old, now] = [byId(before.findings), byId(after.findings)];
  const pairs = before.findings.flatMap((finding) => {
    const other = now.get(finding.id);
    return other === undefined ? [] : [{ old: finding, new: other }];
  });
  const changed = pairs.filter((pair) => isChanged(pair.old, pair.new));
  return {
    schemaVersion: '1',
    oldRevision: before.revision,
    newRevision: after.revision,
    appeared: after.findings.filter(({ id }) => !old.has(id)),
    vanished: before.findings.filter(({ id }) => !now.has(id)),
    changed,
    decisions: after.decisions.flatMap(({ title, decision }, index) => {
      const earlier = before.decisions[index]?.decision;
      return earlier === decision ? [] : [{ title, old: earlier, new: decision }];
    }),
    outcomes: outcomeChanges(before.outcomes, after.outcomes),
    recordsLeftOut: { old: before.recordsLeftOut, new: after.recordsLeftOut },
    same: pairs.length - changed.length,
  };
}

/** Whether two policies make the same of everything. */
export function isNoDifference({
  appeared,
  vanished,
  changed,
  decisions,
  outcomes,
}: PolicyDifference): boolean {
  return [appeared, vanished, changed, decisions, outcomes].every(({ length }) => length === 0);
}

/** The sums of counts by rule and of the results of decisions. */
export function outcomeSums(
  counts: Readonly<Record<string, OutcomeCounts>>,
  results: Iterable<RuleResult>,
): Record<string, OutcomeCounts> {
  const sums = Object.fromEntries(Object.entries(counts).map(([id, count]) => [id, { ...count }]));
  for (const { ruleId, outcome } of results) {
    sums[ruleId] ??= { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
    sums[ruleId][outcome === 'not-applicable' ? 'notApplicable' : outcome]++;
  }
  return sums;
}

function byId(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  return new Map(findings.map((finding) => [finding.id, finding]));
}

function isChanged(old: Finding, now: Finding): boolean {
  return old.severity !== now.severity || old.occurrences !== now.occurrences;
}

function outcomeChanges(old: PolicyTrial['outcomes'], now: PolicyTrial['outcomes']): OutcomeChange[] {
  const ids = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...ids]
    .filter((ruleId) => JSON.stringify(old[ruleId]) !== JSON.stringify(now[ruleId]))
    .map((ruleId) => ({
      ruleId,
      ...(old[ruleId] && { old: old[ruleId] }),
      ...(now[ruleId] && { new: now[ruleId] }),
    }));
}
