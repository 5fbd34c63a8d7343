import type { Violation } from '../contracts/result-contract.generated.ts';
import { citations } from '../rules/citations.ts';
import type { Evidence, Verdict } from '../rules/verdict.ts';
import { clipTexts } from './clip.ts';
import { type ExemptionMatch, findExemption } from './exemptions.ts';
import { renderMessage } from './message.ts';
import type { Outcome } from './outcome.ts';
import type { ActiveRule, RuleBook } from './rule-book.ts';
import { violationId } from './violation-id.ts';

/** What a finding is about. */
export interface FindingSite {
  /** What its id derives from, beside the rule. */
  readonly key: readonly string[];
  readonly subject: Violation['subject'];
  /** A refused request, which obtained nothing. */
  readonly attempt: boolean;
  /** What was found out about the subject, beside what the rule read. */
  readonly evidence?: Evidence;
  /** ISO 8601: event time for events, wall time for submissions. */
  readonly observedAt: string;
}

/** Turns a verdict `violation` into the finding that leaves the system, exempted where the policy says so. */
export function report(
  { exemptions, remark }: RuleBook,
  { rule, severity }: ActiveRule,
  verdict: Extract<Verdict, { outcome: 'violation' }>,
  site: FindingSite,
): Pick<Outcome, 'violations' | 'lapsedExemptions'> {
  const { meta } = rule;
  const subject = clipTexts(site.subject);
  const evidence = clipTexts({ ...verdict.evidence, ...site.evidence, ...remark });
  const { inForce, lapsed } = exemptionOf(exemptions, rule, site);
  const violation: Violation = {
    schemaVersion: '1',
    id: violationId(meta.id, ...site.key),
    ruleId: meta.id,
    guideline: meta.guideline,
    severity,
    status: inForce ? 'exempted' : site.attempt ? 'attempt' : 'violation',
    title: meta.title,
    message: renderMessage(meta.messages[verdict.message] ?? verdict.message, evidence),
    remediation: meta.remediation,
    references: citations(meta),
    subject,
    evidence,
    ...(inForce && { exemption: { id: inForce.id, expires: inForce.expires } }),
    observedAt: site.observedAt,
  };
  return { violations: [violation], lapsedExemptions: lapsed };
}

/** Whether a violation of the rule at the site is under an exemption in force. */
export function isExempted({ exemptions }: RuleBook, { rule }: ActiveRule, site: FindingSite): boolean {
  return exemptionOf(exemptions, rule, site).inForce !== undefined;
}

function exemptionOf(
  exemptions: RuleBook['exemptions'],
  { meta }: ActiveRule['rule'],
  { subject, observedAt }: FindingSite,
): ExemptionMatch {
  return findExemption({ ruleId: meta.id, subject }, exemptions, observedAt.slice(0, 10));
}
