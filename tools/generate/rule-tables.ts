import { guidelineOf, subjectsOf } from '../../shared/report/rule-page.ts';
import { rules } from '../../shared/rules/index.ts';

/** The table of all rules in short; `base` is where their pages are. */
export function shortRuleTable(base: string): string {
  const rows = rules.map(({ meta }) => {
    const { id, severity, title } = meta;
    return `| [\`${id}\`](${base}${id}.md) | ${guidelineOf(meta)} | ${severity} | ${title} |`;
  });
  return [
    '| rule | guideline | severity | what a violation means |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The table of all rules with what each is judged on, for the folder of their pages. */
export function ruleTable(): string {
  const rows = rules.map((rule) => {
    const { id, severity, title } = rule.meta;
    return `| [\`${id}\`](${id}.md) | ${guidelineOf(rule.meta)} | ${severity} | ${subjectsOf(rule)} | ${title} |`;
  });
  return [
    '| rule | guideline | severity | judged on | what a violation means |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
