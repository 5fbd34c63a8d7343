import type { Violation } from '../contracts/result-contract.generated.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { plainText, printable } from './plain-text.ts';

/** Why a finding was found, in Markdown that reads as plain text too: what was read, the values, the guideline, the fix. */
export function violationPage(violation: Violation, meta: RuleMeta): string {
  const {
    id,
    ruleId,
    guideline,
    severity,
    status,
    message,
    subject,
    evidence,
    remediation,
    references,
    exemption,
    observedAt,
  } = printable(violation);
  return [
    `# ${id}`,
    message,
    list({ rule: ruleId, guideline, severity, status, observed: observedAt }),
    ...(exemption === undefined ? [] : [`Exempted by \`${exemption.id}\` until ${exemption.expires}.`]),
    '## What it is about',
    list(subject),
    '## Values that decided',
    list(evidence),
    '## Fields that the rule reads',
    meta.reads.map((field) => `- ${field}`).join('\n'),
    '## What the rule demands',
    meta.description,
    '## How to fix it',
    remediation,
    '## Sources',
    references.map((reference) => `- ${reference}`).join('\n'),
    '',
  ].join('\n\n');
}

function list(members: object): string {
  return Object.entries(members)
    .map(
      ([name, value]) => `- ${plainText(name)}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
    )
    .join('\n');
}
