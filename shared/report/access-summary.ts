import { counted } from '../json/counted.ts';
import type { AccessReport } from './access-report.ts';

/** What is said where the rule that judges users and roles is off. */
export const notJudged = 'Nobody is a finding: the policy has turned off what judges users and roles.';

/** What the access of users and roles comes to, in one line. */
export function accessSummary({ principals, violations, outOfScope, leftOut }: AccessReport): string {
  const count = (answer: boolean | null) => principals.filter(({ hasAccess }) => hasAccess === answer).length;
  const answers = `${count(true)} with access beyond the baseline, ${count(false)} without, ${count(null)} undecided`;
  const exempted = new Set(
    violations.flatMap(({ status, subject }) => (status === 'exempted' ? [subject.requester] : [])),
  ).size;
  return [
    `${counted(principals.length, 'principal')}: ${answers}`,
    ...(exempted === 0 ? [] : [`${exempted} exempted`]),
    ...(outOfScope === 0 ? [] : [`${outOfScope} out of scope`]),
    ...(leftOut === 0 ? [] : [`${leftOut} left out by --principal`]),
  ].join('; ');
}
