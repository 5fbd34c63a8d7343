import type { Violation } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';

/** Calls by which people sign in and pods of Amazon EKS get their roles: an account is full of them. */
const federated: ReadonlySet<string | undefined> = new Set([
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
]);

/**
 * What to do about violations that are logins of an account's people and pods, and no business of a data-integration task;
 * none where there are no such violations. It is for an audit that no scope limits.
 */
export function scopeAdvice(violations: readonly Violation[]): string[] {
  const logins = violations.filter(
    ({ status, subject }) => status !== 'exempted' && federated.has(subject.eventName),
  );
  if (logins.length === 0) return [];
  return [
    [
      `No scope is set: ${counted(logins.length, 'violation is a login', 'violations are logins')} of federated people, pods or programs. Where these have nothing to do with your tasks, say whose requests have:`,
      "  --role 'redshift-*', or in a policy   scope: { roles: ['arn:aws:iam::*:role/redshift-*'] }",
    ].join('\n'),
  ];
}
