import type { Decision } from '../contracts/result-contract.generated.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { findingsText } from './findings-text.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';
import type { View } from './view.ts';
import { violationText } from './violation-text.ts';
import { blocksForWantOfEvidence } from './want-of-evidence.ts';

/** A decision as text for a person. `title` says which submission it is about. */
export function decisionText(decision: Decision, title: string, view: View): string {
  const rows = printable(decision.results).map(({ ruleId, outcome, mode, reason, missing }) => [
    ruleId,
    outcome,
    mode,
    missing === undefined ? (reason ?? '') : `missing ${missing.join(', ')}`,
  ]);
  return [
    `${answerText(decision, view.paint)} ${printable(title)}`,
    ...(blocksForWantOfEvidence(decision) ? [wantOfEvidence] : []),
    plainTable(['Rule', 'Outcome', 'Mode', 'Why'], rows),
    ...violationTexts(decision, view),
    '',
  ].join('\n\n');
}

const wantOfEvidence =
  'It is blocked for want of evidence: no rule is known to be broken, and the policy lets nothing start that is not known to be right.';

function answerText({ decision }: Decision, paint: Paint): string {
  return decision === 'allow' ? paint(['bold', 'green'], 'ALLOWED') : paint(['bold', 'red'], 'BLOCKED');
}

function violationTexts({ violations }: Decision, { paint, occurrences }: View): string[] {
  if (occurrences === true) return violations.map((violation) => violationText(violation, paint));
  return [...findingsText(findingsOf(violations), { paint, withTimes: false })];
}
