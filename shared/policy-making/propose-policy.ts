import type { Finding } from '../contracts/result-contract.generated.ts';
import type { Facts } from '../rules/facts.ts';
import type { CredentialUse } from './credential-use.ts';
import { type ProposedRequester, proposeRequesters } from './propose-requesters.ts';
import { type ProposedScope, proposeScope } from './propose-scope.ts';
import { type ProposedWorkload, proposeWorkloads } from './propose-workloads.ts';
import type { TaskUse } from './task-use.ts';

/** What was found in archives and packages, under the default policy. */
export interface Gathered {
  readonly uses: readonly CredentialUse[];
  readonly tasks: readonly TaskUse[];
  /** Of the archives. */
  readonly findings: readonly Finding[];
  readonly facts: Pick<Facts, 'access' | 'roleMaximums'>;
  readonly records: number;
  /** ISO 8601. */
  readonly firstTime: string | undefined;
  readonly lastTime: string | undefined;
}

/** A policy to start from, and what it was made from. It never exempts anything. */
export interface PolicyProposal extends Gathered {
  readonly scope: ProposedScope;
  readonly requesters: readonly ProposedRequester[];
  readonly workloads: readonly ProposedWorkload[];
}

/** Proposes a policy from what is there. */
export function proposePolicy(gathered: Gathered): PolicyProposal {
  const { uses, tasks, findings } = gathered;
  const scope = proposeScope(uses, tasks, findings);
  return {
    ...gathered,
    scope,
    requesters: proposeRequesters(tasks, uses),
    workloads: proposeWorkloads(tasks, scope.from === 'tasks' ? scope.roles : []),
  };
}
