import type { Violation } from '../contracts/result-contract.generated.ts';
import type { EvidenceGrade } from '../rules/rule.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { ActiveRule } from './rule-book.ts';

/** A verdict, or `fault` where the rule threw. */
export type Judged =
  | Verdict
  | { readonly outcome: 'fault'; readonly reason: string; readonly error: unknown };

/** Violations that were judged, and of which no findings were made. */
interface OmittedViolations {
  readonly count: number;
  /** Whether one of them at least is under no exemption in force. */
  readonly unexempted: boolean;
}

/** One rule's outcome on one record, session or submission. */
export interface Outcome {
  readonly active: ActiveRule;
  readonly judged: Judged;
  /** On a submission: one of its parts is undecided, also where another one's violation is the rule's outcome. */
  readonly undecidedPart?: boolean;
  /** On a submission: what of its parts was asked for in vain. */
  readonly unavailable?: readonly string[];
  /** On a submission: the weakest evidence on a requester that the outcome rests on. */
  readonly evidence?: EvidenceGrade | undefined;
  /** The findings, where the outcome is `violation`. */
  readonly violations: readonly Violation[];
  /** On a submission: the violations beyond as many as were asked for. */
  readonly omitted?: OmittedViolations;
  /** Ids of exemptions that name a finding but are not in force at its time. */
  readonly lapsedExemptions: readonly string[];
}
