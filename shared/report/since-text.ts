import type { ComparedFinding, Since } from '../findings/compare-findings.ts';
import { causeText } from './cause-text.ts';
import { listed } from './listed.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { plainText } from './plain-text.ts';

/** Findings of one list that are shown. */
const mostShown = 100;

/** What people call what became of findings. */
interface Words {
  readonly new: string;
  readonly gone: string;
}

const usual: Words = { new: 'new', gone: 'gone' };

/** What became of the findings of an earlier result, and how many there are, as paragraphs; none without such a result. */
export function sinceText(
  { since, findings }: { readonly since?: Since; readonly findings: readonly ComparedFinding[] },
  paint: Paint,
  words: Words = usual,
): string[] {
  if (since === undefined) return [];
  const { baseline, known, gone, notKnown } = since;
  const counts = [
    `${findings.filter(({ status }) => status !== 'exempted').length} ${words.new}`,
    `${gone.length} ${words.gone}`,
    `${known} still there`,
    ...(notKnown.length === 0 ? [] : [`${notKnown.length} not looked at or undecided`]),
  ];
  return [
    ...listed(capital(words.gone), linesOf(gone, paint)),
    ...listed('Not looked at or undecided', linesOf(notKnown, paint)),
    `Since ${plainText(baseline)}: ${counts.join(', ')}`,
  ];
}

function linesOf(findings: readonly ComparedFinding[], paint: Paint): string[] {
  const lines = findings
    .slice(0, mostShown)
    .map((one) => `${paintSeverity(one.severity, paint)} ${plainText(`${one.ruleId}: ${causeText(one)}`)}`);
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
