import type { PrincipalAccess } from '../access/principal-access.ts';
import type { Caller } from '../cloudtrail/observed-call.ts';
import type { OwnCalls } from './facts.ts';
import type { ChangedAccess } from './rule.ts';
import type { Evidence } from './verdict.ts';

/**
 * A case beside its rule: it feeds the tests and the rule's page. What is given are the members that differ from a
 * compliant baseline (as in a JSON Merge Patch, null removes; arrays are patched item by item): the example shows the
 * point and nothing else.
 */
export interface Example {
  readonly name: string;
  readonly outcome: 'pass' | 'violation' | 'not-applicable' | 'undecided';
  /** A CloudTrail record. */
  readonly record?: object;
  /** Records of one chain, judged as sessions; the last one's outcome counts. */
  readonly sessions?: readonly object[];
  /** A run of ten minutes from 08:00 on, laid over `sessions` of the role that it assumes. */
  readonly run?: object;
  /** A submission. */
  readonly submission?: object;
  /** A principal whose access changed. */
  readonly principal?: ChangedAccess;
  readonly policy?: object;
  readonly facts?: ExampleFacts;
  /** Expected beside the outcome. */
  readonly reason?: string;
  readonly missing?: readonly string[];
  readonly unavailable?: readonly string[];
  readonly status?: 'violation' | 'attempt';
  readonly evidence?: Evidence;
}

/** Facts in the shape of JSON. */
export interface ExampleFacts {
  readonly access?: readonly PrincipalAccess[];
  /** Callers, and what they did beyond their baseline. */
  readonly observed?: readonly (Caller & Pick<OwnCalls, 'services' | 'calls'>)[];
  /** Access key id → the session that issued it; null where the store was asked in vain. */
  readonly sessions?: Readonly<Record<string, ExampleSession | null>>;
  /** Access key id → the account it belongs to; null where AWS was asked in vain. */
  readonly keyAccounts?: Readonly<Record<string, string | null>>;
  readonly keyOwners?: Readonly<Record<string, string>>;
  /** Role ARN → its MaxSessionDuration; null where AWS was asked in vain. */
  readonly roleMaximums?: Readonly<Record<string, number | null>>;
  /** Runs, as deltas on one of the task `task-1` that ended well after ten minutes; null where the store was asked in vain. */
  readonly runs?: readonly object[] | null;
}

/** A session, and the runs that it belongs to, as deltas like `runs`. Times are ISO 8601. */
export interface ExampleSession {
  readonly issuedAt: string;
  readonly expiresAt?: string;
  readonly runs?: readonly object[];
}
