import type { Violation } from '../contracts/result-contract.generated.ts';
import type { Exemption } from '../policy/policy.ts';

type Finding = Pick<Violation, 'ruleId' | 'subject'>;

/** Which exemptions speak of a finding. */
export interface ExemptionMatch {
  /** The one in force at the finding's time. */
  readonly inForce: Exemption | undefined;
  /** Ids of those that name the finding but are not in force at its time. */
  readonly lapsed: readonly string[];
}

/**
 * Finds the exemptions of a finding. All given members of an exemption's subject must equal the finding's, exactly.
 * `day` is the finding's day (UTC, `YYYY-MM-DD`): `created` is the first on which an exemption holds, `expires` the
 * first on which it no longer does.
 */
export function findExemption(
  finding: Finding,
  exemptions: readonly Exemption[],
  day: string,
): ExemptionMatch {
  const matching = exemptions.filter((exemption) => names(exemption, finding));
  const inForce = matching.find(({ created, expires }) => created <= day && day < expires);
  return { inForce, lapsed: matching.filter((exemption) => exemption.expires <= day).map(({ id }) => id) };
}

function names({ rules, subject }: Exemption, finding: Finding): boolean {
  if (!rules.includes(finding.ruleId)) return false;
  const members: Record<string, unknown> = finding.subject;
  return Object.entries(subject).every(([member, value]) => members[member] === value);
}
