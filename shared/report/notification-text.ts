import type { Finding } from '../contracts/result-contract.generated.ts';
import { severities } from '../findings/gravest-first.ts';
import { counted } from '../json/counted.ts';
import { causeText } from './cause-text.ts';
import { plainText } from './plain-text.ts';

/** What people get by e-mail or in a chat. */
export interface Notification {
  /** At most 100 characters of ASCII on one line, as Amazon SNS wants it (API reference, Publish, Subject). */
  readonly subject: string;
  readonly message: string;
}

/** Bytes of the findings that one digest tells of one by one: a message has at most 256 KB (Amazon SNS quotas). */
const mostBytes = 100_000;
/** Characters of a text that others wrote. */
const longest = 500;
/** Where a mail may have a new line, and what no queue takes that is subscribed to the topic (Amazon SQS, SendMessage). */
const unmailable = /[\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/** One finding, to be told at once. */
export function findingNotification(finding: Finding): Notification {
  const { severity, ruleId, occurrences } = finding;
  return {
    subject: `STS Warden: ${severity}, ${ruleId}, ${counted(occurrences, 'time')}`,
    message: `${[...paragraph(finding), '', ...howToSee(finding)].join('\n')}\n`,
  };
}

/** Findings of a day together, the gravest first; there is one at least. `areAll`: whether no others wait. */
export function digestNotification(findings: readonly Finding[], areAll: boolean): Notification {
  const counts = severities
    .map(
      (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`)
    .join(', ');
  const told = withinBytes(findings.map((finding) => paragraph(finding).join('\n')));
  const more = findings.length - told.length;
  const rest = [
    ...(more > 0 ? [`and ${counted(more, 'more finding')}: GET /v1/findings has all`] : []),
    ...(areAll ? [] : ['Others wait for the next digest.']),
  ];
  return {
    subject: `STS Warden: daily digest, ${counts}`,
    message: `${[...told, ...rest].join('\n\n')}\n`,
  };
}

function withinBytes(paragraphs: readonly string[]): string[] {
  let bytes = 0;
  return paragraphs.filter((text) => {
    bytes += Buffer.byteLength(text);
    return bytes <= mostBytes;
  });
}

function paragraph(finding: Finding): string[] {
  const { severity, ruleId, guideline, message, occurrences, firstSeen, lastSeen, remediation } = finding;
  const source = guideline === 'beyond' ? '' : ` (${guideline})`;
  const seen =
    occurrences === 1
      ? `once, ${shown(lastSeen)}`
      : `${occurrences} times, ${shown(firstSeen)} to ${shown(lastSeen)}`;
  return [
    `${severity.toUpperCase()} ${ruleId}${source}: ${shown(message)}`,
    `who:  ${shown(causeText(finding))}`,
    `seen: ${seen}`,
    `fix:  ${shown(remediation)}`,
  ];
}

function howToSee({ id }: Finding): string[] {
  return [
    `id:   ${id} (GET /v1/findings/${id})`,
    'It is told again after a day, when it was seen ten times as often, or when it has become graver.',
  ];
}

function shown(text: string): string {
  const clipped = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return plainText(clipped).replace(unmailable, '\ufffd');
}
