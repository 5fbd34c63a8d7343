import type { Outcome } from '../evaluation/outcome.ts';

/** What a record, or a session, left behind in an audit. */
export interface Judgement {
  readonly subject: 'credential-request' | 'expired-call' | 'session' | 'run';
  readonly isLeftOut: boolean;
  /** Whether it is of something that is counted elsewhere: when it was read, or in another slice of time. */
  readonly isCounted: boolean;
  /** By name; `undefined` of an AWS service. */
  readonly requester: string | undefined;
  /** None where it was left out, or is judged when all have been read. */
  readonly outcomes: readonly Outcome[];
}

/** A judgement, and how many records it is of. */
export interface CountedJudgement extends Judgement {
  readonly count: number;
}

/** Short names: this is done for every record. */
const initials = { pass: '+', violation: '-', 'not-applicable': '/', fault: '!' } as const;

/**
 * The judgements of an archive. Records that came out alike, without a violation, share one: there are few of these, so
 * whatever is to be known of all of them is counted by judgement.
 */
export class Judgements {
  readonly #judgements: Judgement[] = [];
  readonly #counts: number[] = [];
  /** What counts of outcomes → the first ones that are so, and their number. */
  readonly #alike = new Map<string, { readonly number: number; readonly outcomes: Judgement['outcomes'] }>();
  /** Number of outcomes and requester → judgement. */
  readonly #numbers = new Map<string, number>();

  /** Counts a judgement in. Returns its number, from 1 on. */
  add(judgement: Judgement): number {
    const likeness = likenessOf(judgement);
    const number =
      likeness === undefined ? this.#judgements.push(judgement) : this.#shared(judgement, likeness);
    this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    return number;
  }

  #shared(judgement: Judgement, likeness: string): number {
    const known = this.#alike.get(likeness);
    const alike = known ?? { number: this.#alike.size, outcomes: judgement.outcomes };
    if (known === undefined) this.#alike.set(likeness, alike);
    const key = `${alike.number} ${judgement.requester}`;
    const number =
      this.#numbers.get(key) ?? this.#judgements.push({ ...judgement, outcomes: alike.outcomes });
    this.#numbers.set(key, number);
    return number;
  }

  /** Takes one back that was counted in; `undefined` where there is none of the number. */
  takeBack(number: number): Judgement | undefined {
    const judgement = this.#judgements[number - 1];
    if (judgement !== undefined) this.#counts[number] = (this.#counts[number] ?? 0) - 1;
    return judgement;
  }

  /** All judgements, with how often each was counted in. */
  *[Symbol.iterator](): Generator<CountedJudgement> {
    for (const [index, judgement] of this.#judgements.entries())
      yield { ...judgement, count: this.#counts[index + 1] ?? 0 };
  }
}

/**
 * What counts of a judgement but for the requester; `undefined` where it is like no other. Subjects of a kind are judged by
 * the same rules.
 */
function likenessOf({ subject, isLeftOut, isCounted, outcomes }: Judgement): string | undefined {
  let text = `${subject} ${isLeftOut} ${isCounted}`;
  for (const { judged, violations } of outcomes) {
    if (violations.length > 0) return undefined;
    text += judged.outcome === 'undecided' ? `?${JSON.stringify(judged.missing)}` : initials[judged.outcome];
  }
  return text;
}
