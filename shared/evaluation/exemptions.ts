import type { Violation } from '../contracts/result-contract.generated.ts';
import type { Exemption } from '../policy/policy.ts';

type Finding = Pick<Violation, 'ruleId' | 'subject'>;

/** Exemptions by the rule that they speak of, each with the members of its subject. */
export type ExemptionIndex = ReadonlyMap<string, readonly IndexedExemption[]>;

interface IndexedExemption {
  readonly exemption: Exemption;
  readonly members: readonly (readonly [name: string, value: unknown])[];
}

/** Which exemptions speak of a finding. */
export interface ExemptionMatch {
  /** The one in force at the finding's time. */
  readonly inForce: Exemption | undefined;
  /** Ids of those that name the finding but are not in force at its time. */
  readonly lapsed: readonly string[];
}

/** Prepares exemptions for {@link findExemption}, which may be asked for thousands of findings. */
export function indexExemptions(exemptions: readonly Exemption[]): ExemptionIndex {
  const index = new Map<string, IndexedExemption[]>();
  for (const exemption of exemptions) {
    const indexed = { exemption, members: Object.entries(exemption.subject) };
    for (const ruleId of new Set(exemption.rules)) {
      const known = index.get(ruleId);
      if (known === undefined) index.set(ruleId, [indexed]);
      else known.push(indexed);
    }
  }
  return index;
}

/**
 * Finds the exemptions of a finding. All given members of an exemption's subject must equal the finding's, exactly.
 * `day` is the finding's day (UTC, `YYYY-MM-DD`): `created` is the first on which an exemption holds, `expires` the
 * first on which it no longer does.
 */
export function findExemption(finding: Finding, index: ExemptionIndex, day: string): ExemptionMatch {
  const matching = (index.get(finding.ruleId) ?? [])
    .filter(({ members }) => names(members, finding.subject))
    .map(({ exemption }) => exemption);
  const inForce = matching.find(({ created, expires }) => created <= day && day < expires);
  return { inForce, lapsed: matching.filter((exemption) => exemption.expires <= day).map(({ id }) => id) };
}

function names(members: IndexedExemption['members'], subject: Readonly<Record<string, unknown>>): boolean {
  return members.every(([name, value]) => subject[name] === value);
}
