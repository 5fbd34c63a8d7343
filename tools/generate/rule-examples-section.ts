import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { runExample } from '../../shared/examples/run-example.ts';
import type { Example } from '../../shared/rules/example.ts';
import type { Rule } from '../../shared/rules/rule.ts';
import { jsonBlock } from './json-block.ts';

const outcomes = [
  { outcome: 'pass', heading: 'Passing' },
  { outcome: 'violation', heading: 'Violating' },
  { outcome: 'undecided', heading: 'Undecided' },
  { outcome: 'not-applicable', heading: 'Not applicable' },
] as const;

/** The section of a rule's page that shows its examples and what the rule answers to them, grouped by outcome. */
export function examplesSection(rule: Rule, examples: readonly Example[]): string {
  const groups = outcomes.flatMap(({ outcome, heading }) => {
    const shown = examples.filter((example) => example.outcome === outcome);
    return shown.length === 0
      ? []
      : [`### ${heading}`, ...shown.map((example) => exampleText(rule, example))];
  });
  const introduction =
    'An example gives what differs from the [compliant baseline](README.md#the-compliant-baseline): `null` removes a ' +
    'member, and items of a list are matched by their place. The tests run these same examples.';
  return `${['## Examples', introduction, ...groups].join('\n\n')}\n`;
}

function exampleText(rule: Rule, example: Example): string {
  const { name, policy, facts, record, run, sessions, submission, principal } = example;
  return [
    `#### ${name}`,
    answerTo(rule, example),
    jsonBlock({ policy, facts, record, run, sessions, submission, principal }),
  ].join('\n\n');
}

function answerTo(rule: Rule, example: Example): string {
  const { judged, violations } = runExample(rule, example);
  switch (judged.outcome) {
    case 'violation':
      return findingsText(violations);
    case 'undecided':
      return `Outcome \`undecided\`, missing ${judged.missing.map((name) => `\`${name}\``).join(', ')}.`;
    case 'not-applicable':
      return `Outcome \`not-applicable\`, reason \`${judged.reason}\`.`;
    default:
      return `Outcome \`${judged.outcome}\`.`;
  }
}

function findingsText(violations: readonly Violation[]): string {
  const messages = violations.map(({ message }) => `- ${message}`).join('\n');
  return `Outcome \`violation\`, reported with status \`${violations[0]?.status}\`:\n\n${messages}`;
}
