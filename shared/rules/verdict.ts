/** Values that a rule read and that explain its verdict. Never a secret. */
export type Evidence = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A rule's answer on one subject (docs/guidelines.md, "Words"). */
export type Verdict =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'not-applicable'; readonly reason: string }
  | {
      readonly outcome: 'undecided';
      readonly missing: readonly string[];
      /** What of the missing was asked for in vain: another time there may be an answer. */
      readonly unavailable?: readonly string[];
    }
  | { readonly outcome: 'violation'; readonly message: string; readonly evidence: Evidence };

/** The rule is kept. */
export const pass: Verdict = Object.freeze({ outcome: 'pass' });

/** The rule does not concern the subject; `reason` is a short kebab-case word for why. */
export function notApplicable(reason: string): Verdict {
  return { outcome: 'not-applicable', reason };
}

/** Evidence is missing; `missing` names it. */
export function undecided(...missing: readonly string[]): Verdict {
  return { outcome: 'undecided', missing };
}

/** A fact was asked for, and no answer came; `missing` names it. */
export function undecidedForNow(missing: string): Verdict {
  return { outcome: 'undecided', missing: [missing], unavailable: [missing] };
}

/** The rule is broken. `message` is a key of the rule's `meta.messages`, whose text `evidence` fills. */
export function violation(message: string, evidence: Evidence): Verdict {
  return { outcome: 'violation', message, evidence };
}
