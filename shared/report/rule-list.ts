import type { Policy } from '../policy/policy.ts';
import { citations } from '../rules/citations.ts';
import type { Rule } from '../rules/rule.ts';

/** The rules, what each says of itself, and what the policy in force makes of it; those that are off too. */
export function ruleList(rules: readonly Rule[], { revision, settingOf }: Policy) {
  return {
    schemaVersion: '1',
    policyRevision: revision,
    rules: rules.map(({ meta, checks }) => {
      const { mode, severity = meta.severity, whenUndecided, minimumEvidence } = settingOf(meta.id);
      const { id, guideline, title, description, remediation, reads } = meta;
      return {
        ...{ id, guideline, severity, mode, whenUndecided, minimumEvidence },
        ...{ title, description, remediation, references: citations(meta), reads },
        judgedOn: Object.keys(checks),
      };
    }),
  };
}
