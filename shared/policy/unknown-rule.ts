import { nearestName } from '../json/nearest-name.ts';

/** What is wrong with a text that stands where a rule's id belongs; `undefined` where it is one of those that exist. */
export function unknownRule(id: string, ruleIds: readonly string[]): string | undefined {
  if (ruleIds.includes(id)) return undefined;
  if (/^g[1-9]$/i.test(id)) {
    const guideline = id.toUpperCase();
    return `is not the id of a rule: \`sts-warden explain ${guideline}\` names that of ${guideline}`;
  }
  const meant = nearestName(id, ruleIds);
  return `is not the id of a rule${meant === undefined ? '' : `: did you mean \`${meant}\`?`}`;
}
