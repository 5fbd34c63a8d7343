import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';
import { citations } from '../rules/citations.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { itemList, memberList, section } from './markdown-page.ts';
import { printable } from './plain-text.ts';
import { valueSections } from './violation-page.ts';

/** Why a finding is one, in Markdown that reads as plain text too. `newest`: its newest violation, where that is at hand. */
export function findingPage(
  finding: Finding,
  newest: Violation | undefined,
  meta: RuleMeta,
  valuesOfInput: readonly string[] = [],
): string {
  const {
    id,
    ruleId,
    guideline,
    severity,
    status,
    message,
    cause,
    occurrences,
    firstSeen,
    lastSeen,
    examples,
    remediation,
  } = printable(finding);
  return [
    `# ${id}`,
    message,
    memberList({ rule: ruleId, guideline, severity, status }),
    `${counted(occurrences, 'violation')} of one cause, from ${firstSeen} to ${lastSeen}.`,
    ...section('The cause', memberList(cause)),
    ...section('Newest violations', itemList(examples)),
    ...(newest === undefined ? [] : valueSections(printable(newest), meta, valuesOfInput)),
    '## What the rule demands',
    meta.description,
    '## How to fix it',
    remediation,
    '## Sources',
    itemList(citations(meta)),
    '',
  ].join('\n\n');
}
