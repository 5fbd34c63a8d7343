import type { AuditReport } from '../contracts/result-contract.generated.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { missingEvidence } from '../rules/missing-evidence.ts';

type RuleCounts = AuditReport['coverage']['rules'][string];
type ExemptionCoverage = { used: string[]; expired: string[]; unused: string[] };

/** Undecided outcomes of one rule for want of one piece of evidence. */
export interface UndecidedCount {
  readonly ruleId: string;
  readonly missing: string;
  readonly count: number;
  /** How many requesters they concern. */
  readonly requesterCount: number;
  /** The first of these by name. */
  readonly requesters: readonly string[];
}

/** Who asked for credentials, of what was judged. AWS services are no requesters. */
export interface RequesterCoverage {
  readonly count: number;
  /** Those of whom nobody knows what they may do, where a rule asks for that. */
  readonly withoutKnownAccess: number;
}

/** Outcomes that lack the same, and the requesters that they concern. */
interface Undecided {
  count: number;
  readonly requesters: Set<string>;
}

/** Whose outcomes are counted, and how often. */
interface Counted {
  /** By name; `undefined` of an AWS service. */
  readonly requester?: string | undefined;
  readonly times?: number;
}

/** Names of requesters that the report has of those for whom one thing is missing. */
const mostNamed = 20;

/** Kinds of missing evidence that are told apart, over all rules: a foreign file may name a million. */
const mostMissing = 1000;
const others = 'other evidence';
const separator = ', ';

/** Outcome → the member of coverage that counts it. */
export const countMembers = {
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
  /** Rule id and what is missing, as JSON → how often, and to whom. */
  readonly #undecided = new Map<string, Undecided>();
  /** Names of requesters of whom records were judged. */
  readonly #requesters = new Set<string>();
  /** Ids of exemptions. */
  readonly #used = new Set<string>();
  readonly #lapsed = new Set<string>();

  constructor({ rules, policy }: RuleBook) {
    const none = { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
    this.#rules = new Map(rules.map(({ rule }) => [rule.meta.id, { ...none }]));
    this.#exemptions = policy.exemptions.map(({ id }) => id);
  }

  /** Counts the outcomes on a record or session, and on others that came out alike. */
  add(outcomes: readonly Outcome[], { requester, times = 1 }: Counted = {}): void {
    if (times === 0) return;
    if (requester !== undefined && outcomes.length > 0) this.#requesters.add(requester);
    for (const outcome of outcomes) this.#count(outcome, { requester, times });
  }

  #count(
    { active, judged, violations, lapsedExemptions }: Outcome,
    { requester, times }: Required<Counted>,
  ): void {
    const { id } = active.rule.meta;
    const counts = this.#rules.get(id);
    if (counts !== undefined) counts[countMembers[judged.outcome]] += times;
    if (judged.outcome === 'undecided') this.#miss(id, judged.missing, { requester, times });
    for (const { exemption } of violations) if (exemption?.id !== undefined) this.#used.add(exemption.id);
    for (const lapsed of lapsedExemptions) this.#lapsed.add(lapsed);
  }

  get rules(): Record<string, RuleCounts> {
    return Object.fromEntries(this.#rules);
  }

  /** Undecided outcomes by rule, in the order of the rules, and by what is missing. */
  get undecided(): UndecidedCount[] {
    const rules = [...this.#rules.keys()];
    return [...this.#undecided]
      .map(([key, { count, requesters }]) => {
        const [ruleId, missing] = JSON.parse(key);
        const names = [...requesters].sort().slice(0, mostNamed);
        return { ruleId, missing, count, requesterCount: requesters.size, requesters: names };
      })
      .sort((a, b) => rules.indexOf(a.ruleId) - rules.indexOf(b.ruleId) || (a.missing < b.missing ? -1 : 1));
  }

  get requesters(): RequesterCoverage {
    const withoutKnownAccess = new Set<string>();
    for (const [key, { requesters }] of this.#undecided) {
      const [, missing] = JSON.parse(key);
      if (!missing.split(separator).some((word: string) => missingEvidence(word).isAccess)) continue;
      for (const name of requesters) withoutKnownAccess.add(name);
    }
    return { count: this.#requesters.size, withoutKnownAccess: withoutKnownAccess.size };
  }

  #miss(ruleId: string, missing: readonly string[], { requester, times }: Required<Counted>): void {
    const key = JSON.stringify([ruleId, missing.join(separator)]);
    const isRoom = this.#undecided.has(key) || this.#undecided.size < mostMissing;
    const place = isRoom ? key : JSON.stringify([ruleId, others]);
    const undecided = this.#undecided.get(place) ?? { count: 0, requesters: new Set() };
    undecided.count += times;
    if (requester !== undefined) undecided.requesters.add(requester);
    this.#undecided.set(place, undecided);
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
