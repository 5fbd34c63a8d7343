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

/** What a tally counted, to be added to another one; JSON. */
export interface TallyCounts {
  readonly rules: Readonly<Record<string, RuleCounts>>;
  /** By rule and what is missing, as JSON. `requesters`: their places in the list of all. */
  readonly undecided: readonly {
    readonly key: string;
    readonly count: number;
    readonly requesters: readonly number[];
  }[];
  readonly requesters: readonly string[];
  /** Ids of exemptions. */
  readonly used: readonly string[];
  readonly lapsed: readonly string[];
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

/** Kinds of missing evidence that are told apart, over all rules, the first by name: a foreign file may name a million. */
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

/** Counts outcomes by rule, and which exemptions were used: the same in whichever order they are added. */
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
    this.#leaveOutLast();
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
    this.#leaveOutLast();
    const withoutKnownAccess = new Set<string>();
    for (const [key, { requesters }] of this.#undecided) {
      const [, missing] = JSON.parse(key);
      if (!missing.split(separator).some((word: string) => missingEvidence(word).isAccess)) continue;
      for (const name of requesters) withoutKnownAccess.add(name);
    }
    return { count: this.#requesters.size, withoutKnownAccess: withoutKnownAccess.size };
  }

  /** What was counted; {@link addAll} takes it in. */
  get counts(): TallyCounts {
    this.#leaveOutLast();
    const requesters = [...this.#requesters];
    const places = new Map(requesters.map((name, place) => [name, place]));
    return {
      rules: this.rules,
      undecided: [...this.#undecided].map(([key, { count, requesters }]) => ({
        ...{ key, count },
        requesters: [...requesters].flatMap((name) => places.get(name) ?? []),
      })),
      requesters,
      used: [...this.#used],
      lapsed: [...this.#lapsed],
    };
  }

  /** Counts what another tally of the same rules counted. */
  addAll({ rules, undecided, requesters, used, lapsed }: TallyCounts): void {
    for (const [id, counts] of this.#rules)
      for (const member of Object.values(countMembers)) counts[member] += rules[id]?.[member] ?? 0;
    for (const { key, count, requesters: places } of undecided)
      this.#addUndecided(
        key,
        count,
        places.flatMap((place) => requesters[place] ?? []),
      );
    for (const name of requesters) this.#requesters.add(name);
    for (const id of used) this.#used.add(id);
    for (const id of lapsed) this.#lapsed.add(id);
  }

  #miss(ruleId: string, missing: readonly string[], { requester, times }: Required<Counted>): void {
    const key = JSON.stringify([ruleId, missing.join(separator)]);
    this.#addUndecided(key, times, requester === undefined ? [] : [requester]);
  }

  #addUndecided(key: string, count: number, requesters: readonly string[]): void {
    this.#addTo(key, count, requesters);
    if (this.#undecided.size > 2 * mostMissing) this.#leaveOutLast();
  }

  #addTo(key: string, count: number, requesters: Iterable<string>): void {
    const undecided = this.#undecided.get(key) ?? { count: 0, requesters: new Set() };
    undecided.count += count;
    for (const name of requesters) undecided.requesters.add(name);
    this.#undecided.set(key, undecided);
  }

  /** Whatever is left out once would be left out at the end: more names come, and none goes. */
  #leaveOutLast(): void {
    const named = [...this.#undecided.keys()].filter((key) => !isOfOthers(key));
    if (named.length <= mostMissing) return;
    named.sort();
    for (const key of named.slice(mostMissing)) {
      const { count, requesters } = this.#undecided.get(key) as Undecided;
      this.#undecided.delete(key);
      this.#addTo(othersKey(key), count, requesters);
    }
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

/** Under what is counted that is not told apart from other evidence that a rule lacks. */
function othersKey(key: string): string {
  const [ruleId] = JSON.parse(key);
  return JSON.stringify([ruleId, others]);
}

function isOfOthers(key: string): boolean {
  return key.endsWith(`,${JSON.stringify(others)}]`);
}
