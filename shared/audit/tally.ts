import type { AuditReport } from '../contracts/result-contract.generated.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';

type RuleCounts = AuditReport['coverage']['rules'][string];
type ExemptionCoverage = { used: string[]; expired: string[]; unused: string[] };

/** Undecided outcomes of one rule for want of one piece of evidence. */
export interface UndecidedCount {
  readonly ruleId: string;
  readonly missing: string;
  readonly count: number;
}

/** Kinds of missing evidence that are told apart, over all rules: a foreign file may name a million. */
const mostMissing = 1000;
const others = 'other evidence';

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
  /** Rule id and what is missing, as JSON → how often. */
  readonly #undecided = new Map<string, number>();
  /** Ids of exemptions → how often. */
  readonly #used = new Map<string, number>();
  readonly #lapsed = new Map<string, number>();

  constructor({ rules, policy }: RuleBook) {
    const none = { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
    this.#rules = new Map(rules.map(({ rule }) => [rule.meta.id, { ...none }]));
    this.#exemptions = policy.exemptions.map(({ id }) => id);
  }

  add(outcome: Outcome): void {
    this.#count(outcome, 1);
  }

  /** Takes back what was added. */
  remove(outcome: Outcome): void {
    this.#count(outcome, -1);
  }

  #count({ active, judged, violations, lapsedExemptions }: Outcome, by: 1 | -1): void {
    const counts = this.#rules.get(active.rule.meta.id);
    if (counts !== undefined) counts[members[judged.outcome]] += by;
    if (judged.outcome === 'undecided') this.#miss(active.rule.meta.id, judged.missing, by);
    const used = violations.flatMap(({ exemption }) => exemption?.id ?? []);
    for (const id of used) addTo(this.#used, id, by);
    for (const id of lapsedExemptions) addTo(this.#lapsed, id, by);
  }

  get rules(): Record<string, RuleCounts> {
    return Object.fromEntries(this.#rules);
  }

  /** Undecided outcomes by rule, in the order of the rules, and by what is missing. */
  get undecided(): UndecidedCount[] {
    const rules = [...this.#rules.keys()];
    return [...this.#undecided]
      .map(([key, count]) => {
        const [ruleId, missing] = JSON.parse(key);
        return { ruleId, missing, count };
      })
      .sort((a, b) => rules.indexOf(a.ruleId) - rules.indexOf(b.ruleId) || (a.missing < b.missing ? -1 : 1));
  }

  #miss(ruleId: string, missing: readonly string[], by: 1 | -1): void {
    const key = JSON.stringify([ruleId, missing.join(', ')]);
    const isRoom = this.#undecided.has(key) || this.#undecided.size < mostMissing;
    const counted = isRoom ? key : JSON.stringify([ruleId, others]);
    addTo(this.#undecided, counted, by);
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

/** Counts up or down; what comes to none is as if it had never been. */
function addTo(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
