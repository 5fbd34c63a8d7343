import type { Finding } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';
import {
  isNoDifference,
  type OutcomeCounts,
  type PolicyDifference,
} from '../policy-making/compare-policies.ts';
import { causeText } from './cause-text.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { plainText, printable } from './plain-text.ts';

const outcomes = ['violation', 'pass', 'undecided', 'notApplicable', 'fault'] as const;

/** What two policies differ in, for people: findings that appear (+), vanish (-) and change (~), decisions, outcomes. */
export function* policyDifferenceText(difference: PolicyDifference, paint: Paint): Generator<string> {
  const { appeared, vanished, changed, decisions, oldRevision, newRevision } = difference;
  yield `old policy ${oldRevision}\nnew policy ${newRevision}\n\n`;
  for (const finding of appeared) yield findingLines('+', finding, paint);
  for (const finding of vanished) yield findingLines('-', finding, paint);
  for (const pair of changed) yield findingLines('~', pair.new, paint, pair.old);
  for (const { title, old = 'none', new: now } of decisions)
    yield `${paint('bold', plainText(title))}: ${words[old]} → ${words[now]}\n`;
  if (decisions.length > 0) yield '\n';
  yield outcomeTable(difference);
  yield* scopeLine(difference);
  yield `${summary(difference)}\n`;
}

const words = { allow: 'allowed', block: 'BLOCKED', none: 'not decided' } as const;

function findingLines(sign: string, finding: Finding, paint: Paint, old?: Finding): string {
  const { ruleId, guideline, severity, status, message, occurrences, firstSeen, lastSeen, id } =
    printable(finding);
  const earlier = old?.severity === severity ? undefined : old?.severity;
  const shown = `${earlier === undefined ? '' : `${paintSeverity(earlier, paint)} → `}${paintSeverity(severity, paint)}`;
  const source = guideline === 'beyond' ? '' : ` (${guideline})`;
  const mark = status === 'violation' ? '' : ` [${status}]`;
  const before = old === undefined || old.occurrences === occurrences ? '' : `${old.occurrences} → `;
  const seen = firstSeen === lastSeen ? firstSeen : `${firstSeen} to ${lastSeen}`;
  return [
    `${sign} ${shown} ${paint('bold', ruleId)}${source}${mark}, ${before}${counted(occurrences, 'occurrence')}, ${seen}`,
    `    ${message}`,
    `    ${plainText(causeText(finding))}`,
    paint('dim', `    id ${id}`),
    '',
    '',
  ].join('\n');
}

/** Rules that came out differently, each as `old → new` where that differs. */
function outcomeTable({ outcomes: changes }: PolicyDifference): string {
  if (changes.length === 0) return '';
  const cell = (name: keyof OutcomeCounts, old?: OutcomeCounts, now?: OutcomeCounts) => {
    const [before, after] = [old?.[name] ?? 'off', now?.[name] ?? 'off'];
    return before === after ? String(after) : `${before} → ${after}`;
  };
  const head = ['Rule', 'Violation', 'Pass', 'Undecided', 'Not applicable', 'Fault'];
  const rows = changes.map(({ ruleId, old, new: now }) => [
    ruleId,
    ...outcomes.map((name) => cell(name, old, now)),
  ]);
  return `${plainTable(head, rows)}\n\n`;
}

function* scopeLine({ recordsLeftOut: { old, new: now } }: PolicyDifference): Generator<string> {
  if (old + now > 0)
    yield `Records that a rule concerns, left out by scope: ${old === now ? now : `${old} → ${now}`}\n`;
}

function summary(difference: PolicyDifference): string {
  const { appeared, vanished, changed, decisions, same } = difference;
  const alike = `${counted(same, 'finding')} the same under both`;
  if (isNoDifference(difference)) return `no difference: ${alike}`;
  return [
    counted(appeared.length, 'finding appears', 'findings appear'),
    counted(vanished.length, 'finding vanishes', 'findings vanish'),
    counted(changed.length, 'finding changes', 'findings change'),
    counted(decisions.length, 'decision changes', 'decisions change'),
    alike,
  ].join(', ');
}
