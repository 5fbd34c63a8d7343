import type { AuditReport } from '../contracts/result-contract.generated.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';

type RuleCounts = AuditReport['coverage']['rules'][string];
type ExemptionCoverage = { used: string[]; expired: string[]; unused: string[] };

const members = {
  pass: 'pass',
  violation: 'violation',
  'not-applicable': 'notApplicable',
  undecided: 'undecided',
  fault: 'fault',
} as const;

/** Counts outcomes by rule, and which exemptions were used. */
export class Tally {
  readonly #rules: Map<string, RuleCounts>;
  readonly #exemptions: readonly string[];
  readonly #used = new Set<string>();
  readonly #lapsed = new Set<string>();

  constructor({ rules, policy }: RuleBook) {
    const none = { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
    this.#rules = new Map(rules.map(({ rule }) => [rule.meta.id, { ...none }]));
    this.#exemptions = policy.exemptions.map(({ id }) => id);
  }

  add({ active, judged, violations, lapsedExemptions }: Outcome): void {
    const counts = this.#rules.get(active.rule.meta.id);
    if (counts !== undefined) counts[members[judged.outcome]]++;
    for (const { exemption } of violations) if (exemption?.id !== undefined) this.#used.add(exemption.id);
    for (const id of lapsedExemptions) this.#lapsed.add(id);
  }

  get rules(): Record<string, RuleCounts> {
    return Object.fromEntries(this.#rules);
  }

  /** Each exemption once: used, else expired where it names a finding but no longer held, else unused. */
  get exemptions(): ExemptionCoverage {
    const expired = this.#exemptions.filter((id) => this.#lapsed.has(id) && !this.#used.has(id));
    return {
      used: this.#exemptions.filter((id) => this.#used.has(id)),
      expired,
      unused: this.#exemptions.filter((id) => !this.#used.has(id) && !expired.includes(id)),
    };
  }
}
