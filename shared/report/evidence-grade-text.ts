import { type EvidenceGrade, evidenceGrades } from '../rules/rule.ts';

const words: Readonly<Record<EvidenceGrade, string>> = {
  declared: 'declared: the submission says it',
  configured: 'configured: the policy says it (`requesters`)',
  resolved: 'resolved: AWS said whose the access key is',
  proven: 'proven: the requester signed for it',
};

/** How who requests is known, in words; `undefined` for a text that is no grade of evidence. */
export function evidenceGradeText(grade: unknown): string | undefined {
  const known = evidenceGrades.find((one) => one === grade);
  return known && words[known];
}
