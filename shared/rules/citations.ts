import type { RuleMeta } from './rule.ts';

const guide =
  'Informatica, Amazon Redshift Connectors, "Rules and guidelines for using the temporary security credentials"';

/** Where a rule comes from: its guideline in Informatica's guide, and the pages of AWS that decide the matter. */
export function citations({ guideline, references }: RuleMeta): string[] {
  return guideline === 'beyond' ? [...references] : [`${guide}, ${guideline}`, ...references];
}
