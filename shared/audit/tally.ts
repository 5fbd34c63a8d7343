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

/** Outcomes that lack the same, and the requesters that they concern, each as often. */
interface Undecided {
  count: number;
  readonly requesters: Map<string, number>;
}

/** Names of requesters that the report has of those for whom one thing is missing. */
const mostNamed = 20;

/** Kinds of missing evidence that are told apart, over all rules: a foreign file may name a million. */
const mostMissing = 1000;
const others = 'other evidence';
const separator = ', ';

interface MissingOf {
  readonly requester: string | undefined;
  readonly by: 1 | -1;
}

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
  /** Rule id and what is missing, as JSON → how often, and to whom. */
  readonly #undecided = new Map<string, Undecided>();
  /** Names of requesters → records of theirs that were judged. */
  readonly #requesters = new Map<string, number>();
  /** Ids of exemptions → how often. */
  readonly #used = new Map<string, number>();
  readonly #lapsed = new Map<string, number>();

  constructor({ rules, policy }: RuleBook) {
    const none = { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
    this.#rules = new Map(rules.map(({ rule }) => [rule.meta.id, { ...none }]));
    this.#exemptions = policy.exemptions.map(({ id }) => id);
  }

  /** Counts the outcomes on one record or session. `requester`: whose it is, by name; `undefined` of an AWS service. */
  add(outcomes: readonly Outcome[], requester?: string): void {
    this.#countAll(outcomes, requester, 1);
  }

  /** Takes back what was added. */
  remove(outcomes: readonly Outcome[], requester?: string): void {
    this.#countAll(outcomes, requester, -1);
  }

  #countAll(outcomes: readonly Outcome[], requester: string | undefined, by: 1 | -1): void {
    if (requester !== undefined && outcomes.length > 0) addTo(this.#requesters, requester, by);
    for (const outcome of outcomes) this.#count(outcome, requester, by);
  }

  #count(
    { active, judged, violations, lapsedExemptions }: Outcome,
    requester: string | undefined,
    by: 1 | -1,
  ): void {
    const { id } = active.rule.meta;
    const counts = this.#rules.get(id);
    if (counts !== undefined) counts[members[judged.outcome]] += by;
    if (judged.outcome === 'undecided') this.#miss(id, judged.missing, { requester, by });
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
      .map(([key, { count, requesters }]) => {
        const [ruleId, missing] = JSON.parse(key);
        const names = [...requesters.keys()].sort().slice(0, mostNamed);
        return { ruleId, missing, count, requesterCount: requesters.size, requesters: names };
      })
      .sort((a, b) => rules.indexOf(a.ruleId) - rules.indexOf(b.ruleId) || (a.missing < b.missing ? -1 : 1));
  }

  get requesters(): RequesterCoverage {
    const withoutKnownAccess = new Set<string>();
    for (const [key, { requesters }] of this.#undecided) {
      const [, missing] = JSON.parse(key);
      if (!missing.split(separator).some((word: string) => missingEvidence(word).isAccess)) continue;
      for (const name of requesters.keys()) withoutKnownAccess.add(name);
    }
    return { count: this.#requesters.size, withoutKnownAccess: withoutKnownAccess.size };
  }

  #miss(ruleId: string, missing: readonly string[], { requester, by }: MissingOf): void {
    const key = JSON.stringify([ruleId, missing.join(separator)]);
    const isRoom = this.#undecided.has(key) || this.#undecided.size < mostMissing;
    const place = isRoom ? key : JSON.stringify([ruleId, others]);
    const undecided = this.#undecided.get(place) ?? { count: 0, requesters: new Map() };
    undecided.count += by;
    if (requester !== undefined) addTo(undecided.requesters, requester, by);
    if (undecided.count === 0) this.#undecided.delete(place);
    else this.#undecided.set(place, undecided);
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
