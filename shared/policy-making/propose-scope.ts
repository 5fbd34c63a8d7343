import type { Finding } from '../contracts/result-contract.generated.ts';
import { type CredentialUse, obtained } from './credential-use.ts';
import type { TaskUse } from './task-use.ts';

/** More roles than anybody reads: a scope of so many is none. */
const mostRoles = 500;
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/;

/** Which roles a policy may be about, and what that would leave out. */
export interface ProposedScope {
  readonly roles: readonly string[];
  /** Why it is only suggested, for the operator to take; `undefined`: it can be proposed as it is. */
  readonly onlySuggested: string | undefined;
  /** Whether the roles are those of tasks, or those that somebody assumed. */
  readonly from: 'tasks' | 'archive';
  readonly leftOut: {
    readonly uses: readonly CredentialUse[];
    readonly findings: readonly Finding[];
  };
}

/**
 * Proposes the roles of the tasks, or for want of tasks those that were obtained by AssumeRole: others are those of federated
 * sign-ins and pods. What is critical is never proposed to be left out, nor what nobody has seen.
 */
export function proposeScope(
  uses: readonly CredentialUse[],
  tasks: readonly TaskUse[],
  findings: readonly Finding[],
): ProposedScope {
  const ofTasks = tasks.flatMap(({ hops }) => hops.map(({ role }) => role));
  const assumed = uses.filter(({ eventName }) => eventName === 'AssumeRole').map(({ role }) => role);
  const from = ofTasks.length > 0 ? 'tasks' : 'archive';
  const named = from === 'tasks' ? ofTasks : assumed;
  const roles = [...new Set(named)].filter((role) => role !== undefined && roleArn.test(role)) as string[];
  const isIn = new Set<unknown>(roles);
  const leftOut = {
    uses: uses.filter((use) => !isIn.has(obtained(use))),
    findings: findings.filter(({ cause }) => !isIn.has(cause.role)),
  };
  return { roles, from, leftOut, onlySuggested: reasonAgainst(uses, roles, leftOut.findings) };
}

function reasonAgainst(
  uses: readonly CredentialUse[],
  roles: readonly string[],
  leftOut: readonly Finding[],
): string | undefined {
  if (roles.length === 0) return 'no role is known that it could be about';
  if (roles.length > mostRoles)
    return `there are ${roles.length} roles, more than a list is good for: think of globs`;
  if (uses.length === 0) return 'no archive was read, so that nobody knows what it would leave out';
  if (uses.every((use) => !roles.includes(obtained(use))))
    return 'the archive shows none of these roles in use';
  if (leftOut.some(({ severity }) => severity === 'critical'))
    return 'it would leave out what is critical, see below';
  return undefined;
}
