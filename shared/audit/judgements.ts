import type { Outcome } from '../evaluation/outcome.ts';

/** What a record left behind in an audit. */
export interface Judgement {
  /** The event's source and name. */
  readonly kind: string;
  readonly isRequest: boolean;
  readonly isLeftOut: boolean;
  /** The requester's name; `undefined` of an AWS service. */
  readonly requester: string | undefined;
  /** None where it was left out, or is judged at the end. */
  readonly outcomes: readonly Outcome[];
}

/** Short names: this is done for every record. */
const initials = { pass: '+', violation: '-', 'not-applicable': '/', fault: '!' } as const;

/**
 * What the judged records of an archive left behind, by their keys, so that a record that brings one up to date can take
 * its place. Records that came out alike, without a finding, share one judgement: there are few of these.
 */
export class Judgements {
  readonly #judgements = new Map<string, Judgement>();
  readonly #alike = new Map<string, Judgement>();

  keep(key: string, judgement: Judgement): void {
    const place = this.#judgements.has(key) ? placeOf(key, judgement.kind) : key;
    this.#judgements.set(place, this.#shared(judgement));
  }

  /** Takes out what the event of this key and kind left behind; `undefined` where no rule concerned it. */
  take(key: string, kind: string): Judgement | undefined {
    for (const place of [key, placeOf(key, kind)]) {
      const judgement = this.#judgements.get(place);
      if (judgement?.kind !== kind) continue;
      this.#judgements.delete(place);
      return judgement;
    }
    return undefined;
  }

  #shared(judgement: Judgement): Judgement {
    const { kind, isRequest, isLeftOut, requester, outcomes } = judgement;
    let text = `${kind} ${isRequest} ${isLeftOut} ${requester}`;
    for (const { judged, violations } of outcomes) {
      if (violations.length > 0) return judgement;
      text += judged.outcome === 'undecided' ? `?${judged.missing.join()}` : initials[judged.outcome];
    }
    const known = this.#alike.get(text);
    if (known === undefined) this.#alike.set(text, judgement);
    return known ?? judgement;
  }
}

/** Where another event, of another kind, has the key. */
function placeOf(key: string, kind: string): string {
  return `${key}\n${kind}`;
}
