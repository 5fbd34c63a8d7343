import type { AccessFacts } from '../access/access-facts.ts';
import type { Principal } from '../access/principal.ts';
import type { Requester } from '../cloudtrail/record.ts';
import type { Fact } from '../json/fact.ts';
import type { KnownRuns } from '../sessions/known-runs.ts';
import type { Run } from '../sessions/run.ts';
import type { Hop } from '../submission/submission.ts';

/**
 * What is known beyond the subject itself. Facts come from stores and files; a rule only reads them. Of what is not in a map
 * nothing is known: nobody was asked.
 */
export interface Facts {
  readonly access: AccessFacts;
  /** What an archive shows a requester to have done itself, beyond its baseline and with success. */
  readonly observed: { readonly of: (requester: Requester) => OwnCalls | undefined };
  /** Access key id → the session that issued it. */
  readonly sessions: ReadonlyMap<string, Fact<IssuedSession>>;
  /** Access key id → the account it belongs to (sts:GetAccessKeyInfo). */
  readonly keyAccounts: ReadonlyMap<string, Fact<string>>;
  /** Access key id → whom it belongs to. */
  readonly keyOwners: ReadonlyMap<string, Fact<KeyOwner>>;
  /** Hop → who proved to be its requester. */
  readonly proven: ReadonlyMap<Hop, ProvenRequester>;
  /** Role ARN → its MaxSessionDuration in seconds (iam:GetRole). */
  readonly roleMaximums: ReadonlyMap<string, Fact<number>>;
  /** Task id → its known runs. */
  readonly runs: ReadonlyMap<string, Fact<KnownRuns>>;
  /** Name of a workload → the known runs of the task that is called like it, by id or name. */
  readonly runsOfWorkloads: ReadonlyMap<string, Fact<KnownRuns>>;
}

/** Calls by which a user or role shows that it has access of its own. */
export interface OwnCalls {
  /** ARN of the user or role. */
  readonly principal: string;
  /** Names of the baselines that the policy adds for it. */
  readonly baselines: readonly string[];
  /** Event sources that were called, `s3.amazonaws.com`. */
  readonly services: readonly string[];
  /** At least one, each as time, region, event source, event name and event id. */
  readonly calls: readonly string[];
}

/** The IAM user or root user that an access key belongs to. */
export interface KeyOwner {
  readonly arn: string;
  /** Its unique id (AIDA…): its name may be another user's by now. */
  readonly principalId?: string;
}

/** A requester that proved itself by its credentials. */
export interface ProvenRequester {
  readonly principal: Principal;
  /** Its unique id (AIDA…, AROA…; of a root user its account): what is known of another one of its name is not its own. */
  readonly principalId: string;
  readonly source: 'proven';
}

/** A session as far as it is known: times in seconds since 1970 UTC. */
export interface IssuedSession {
  readonly eventId: string | undefined;
  readonly issuedAt: number;
  readonly expiresAt: number | undefined;
  readonly sessionName: string | undefined;
  /** Runs that it belongs to. */
  readonly runs?: readonly Run[];
}

/** No facts: rules that need one answer `undecided`. */
export const noFacts: Facts = Object.freeze({
  access: { of: () => ({ state: 'absent' as const }) },
  observed: { of: () => undefined },
  sessions: new Map(),
  keyAccounts: new Map(),
  keyOwners: new Map(),
  proven: new Map(),
  roleMaximums: new Map(),
  runs: new Map(),
  runsOfWorkloads: new Map(),
});
