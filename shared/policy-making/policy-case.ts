import type { Case, Expectation } from '../contracts/policy-cases-contract.generated.ts';
import type { SubjectKind } from '../rules/rule.ts';
import type { Submission } from '../submission/submission.ts';

/** What a case has judged. */
export type CaseSubject =
  | { readonly events: NonNullable<Case['events']> | readonly unknown[] }
  | { readonly submission: Submission };

/** A case of an operator, found valid. */
export interface PolicyCase {
  readonly name: string;
  /** ISO 8601; `undefined`: the time of the run. */
  readonly at: string | undefined;
  readonly expect: Expectation;
  /** Or the path of the file that holds it. */
  readonly subject: CaseSubject | { readonly file: string };
}

/** The kinds of subjects on which rules are judged, by what a case holds. */
export const kindsIn = {
  events: ['credential-request', 'expired-call', 'session'],
  submission: ['endpoint', 'hop', 'pair'],
} as const satisfies Readonly<Record<string, readonly SubjectKind[]>>;
