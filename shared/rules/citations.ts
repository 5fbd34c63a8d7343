import type { RuleMeta } from './rule.ts';

type Guideline = Exclude<RuleMeta['guideline'], 'beyond'> | 'G5';

/** Informatica's guides that have the guidelines: each has some of them, and today's has fewer than the one before. */
const guides: readonly { readonly title: string; readonly guidelines: readonly Guideline[] }[] = [
  {
    title:
      'Informatica, Amazon Redshift Connectors, "Rules and guidelines for using the temporary security credentials" (earlier edition)',
    guidelines: ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9'],
  },
  {
    title: 'Informatica, Amazon Redshift Connectors, "Before you begin" (current edition)',
    guidelines: ['G3', 'G4', 'G5', 'G7'],
  },
  {
    title:
      'Informatica, Amazon S3 V2 Connector, "Rules and guidelines for AssumeRole via IAM user authentication"',
    guidelines: ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G8', 'G9'],
  },
];

/** The guides that have a guideline, each with its number in the order of the first. */
export function guidesOf(guideline: Guideline): string[] {
  return guides
    .filter(({ guidelines }) => guidelines.includes(guideline))
    .map(({ title }) => `${title}, ${guideline}`);
}

/** Where a rule comes from: its guideline in Informatica's guides, and the pages of AWS that decide the matter. */
export function citations({ guideline, references }: RuleMeta): string[] {
  return guideline === 'beyond' ? [...references] : [...guidesOf(guideline), ...references];
}
