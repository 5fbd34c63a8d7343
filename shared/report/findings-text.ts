import type { Finding } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';
import { causeText } from './cause-text.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { tableLines } from './plain-table.ts';
import { plainText } from './plain-text.ts';

/** Findings of one rule that are shown: nobody reads more. */
const mostShown = 500;
/** Characters of an id that tell it from others. */
const idLength = 15;

interface Look {
  readonly paint: Paint;
  /** Whether it says when a finding was seen: not where all is decided now. */
  readonly withTimes: boolean;
}

interface Column {
  readonly title: string;
  readonly cell: (finding: Finding) => string | number;
}

/** Findings as paragraphs for a person, in their order: for each rule what is wrong, with whom, and how it is mended. */
export function* findingsText(findings: readonly Finding[], look: Look): Generator<string> {
  const bySection = Map.groupBy(findings, ({ ruleId, severity, status }) =>
    JSON.stringify([ruleId, severity, status]),
  );
  for (const section of bySection.values()) yield sectionText(section, look);
}

function sectionText(findings: readonly Finding[], look: Look): string {
  const remediation = findings[0]?.remediation ?? '';
  return [
    titleOf(findings, look.paint),
    ...linesOf(findings.slice(0, mostShown), look),
    ...moreOf(findings.slice(mostShown)),
    look.paint('dim', `  fix  ${plainText(remediation)}`),
  ].join('\n');
}

function titleOf(findings: readonly Finding[], paint: Paint): string {
  return findings
    .slice(0, 1)
    .map(({ severity, ruleId, guideline, status }) => {
      const source = guideline === 'beyond' ? '' : ` (${guideline})`;
      const mark = status === 'violation' ? '' : ` [${status}]`;
      return `${paintSeverity(severity, paint)} ${paint('bold', ruleId)}${source}${mark}${countOf(findings)}`;
    })
    .join('');
}

function countOf(findings: readonly Finding[]): string {
  const occurrences = sumOf(findings);
  if (occurrences === 1) return '';
  return `: ${counted(findings.length, 'finding')}, ${counted(occurrences, 'occurrence')}`;
}

/** Findings that say the same stand together, in the order of the first of them. */
function linesOf(findings: readonly Finding[], { withTimes }: Look): string[] {
  const byMessage = [...Map.groupBy(findings, ({ message }) => message)];
  const columns = columnsOf(findings, withTimes);
  const [head = '', ...rows] = tableLines(
    columns.map(({ title }) => title),
    byMessage.flatMap(([, alike]) => alike.map((finding) => columns.map(({ cell }) => cell(finding)))),
  );
  return byMessage.flatMap(([message, alike], index) => {
    const lines = [...(index === 0 ? [head] : []), ...rows.splice(0, alike.length)];
    return [`  ${plainText(message)}`, ...lines.map((line) => `    ${line}`)];
  });
}

function columnsOf(findings: readonly Finding[], withTimes: boolean): Column[] {
  const times = { title: 'Times', cell: ({ occurrences }: Finding) => occurrences };
  const first = { title: 'First', cell: ({ firstSeen }: Finding) => firstSeen };
  const last = { title: 'Last', cell: ({ lastSeen }: Finding) => lastSeen };
  const areRepeated = findings.some(({ occurrences }) => occurrences > 1);
  const areLong = findings.some(({ firstSeen, lastSeen }) => firstSeen !== lastSeen);
  return [
    ...(areRepeated ? [times] : []),
    ...(withTimes ? [first] : []),
    ...(withTimes && areLong ? [last] : []),
    { title: 'Example', cell: ({ examples: [id = ''] }) => id.slice(0, idLength) },
    // It may be long, and stands last: no other cell is as wide for its sake.
    { title: 'Cause', cell: (finding) => plainText(causeText(finding)) },
  ];
}

function moreOf(rest: readonly Finding[]): string[] {
  if (rest.length === 0) return [];
  return [
    `  and ${counted(rest.length, 'more finding')}, ${counted(sumOf(rest), 'occurrence')}: the result in JSON has all`,
  ];
}

function sumOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { occurrences }) => sum + occurrences, 0);
}
