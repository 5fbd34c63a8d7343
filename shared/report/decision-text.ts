import type { Decision } from '../contracts/result-contract.generated.ts';
import { findingText } from './finding-text.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';

/** A decision as text for a person. `title` says which submission it is about. */
export function decisionText(decision: Decision, title: string, paint: Paint): string {
  const answer =
    decision.decision === 'allow' ? paint(['bold', 'green'], 'ALLOWED') : paint(['bold', 'red'], 'BLOCKED');
  const rows = printable(decision.results).map(({ ruleId, outcome, mode, reason, missing }) => [
    ruleId,
    outcome,
    mode,
    missing === undefined ? (reason ?? '') : `missing ${missing.join(', ')}`,
  ]);
  return [
    `${answer} ${printable(title)}`,
    plainTable(['Rule', 'Outcome', 'Mode', 'Why'], rows),
    ...decision.violations.map((violation) => findingText(violation, paint)),
    '',
  ].join('\n\n');
}
