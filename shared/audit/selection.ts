import { parsePrincipal } from '../access/principal.ts';
import { accountsOf, type JudgedRecord } from '../cloudtrail/record.ts';
import { anyMatches, matchesAny } from '../json/glob.ts';
import type { Policy } from '../policy/policy.ts';
import type { Run } from '../sessions/run.ts';

/** Which records of an archive are judged. Globs; what is absent selects everything. */
export interface Selection {
  /** Seconds since 1970 UTC, inclusive. */
  readonly from?: number | undefined;
  /** Seconds since 1970 UTC, exclusive. */
  readonly to?: number | undefined;
  /** ARNs or names of roles. */
  readonly roles?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
  /** Regions: that of the endpoint that was called; of the global one of AWS STS us-east-1. */
  readonly regions?: readonly string[] | undefined;
}

/** Whether a record is selected. The account is the requester's or one that a copy of the record was delivered to. */
export function isSelected({ from, to, roles, accounts, regions }: Selection, record: JudgedRecord): boolean {
  if (!isInTime({ from, to }, record)) return false;
  if (!matchesRole(record.roleArn, roles) || !matchesAny(record.region, regions)) return false;
  return anyMatches(accountsOf(record), accounts);
}

/** Whether a run is selected: by its start, and with one of its roles, by that. It has no Region. */
export function isRunSelected({ from, to, roles, accounts }: Selection, run: Run, roleArn?: string): boolean {
  if (!isInTime({ from, to }, { time: Math.floor(run.startedAt / 1000) })) return false;
  if (roleArn === undefined) return true;
  return matchesRole(roleArn, roles) && matchesAny(parsePrincipal(roleArn)?.accountId, accounts);
}

/** Whether the policy's scope or a selection, its times aside, leaves out anybody. */
export function isLimited(scope: Policy['scope'], { roles, accounts, regions }: Selection): boolean {
  return [roles, accounts, regions, scope.roles, scope.accounts, scope.requesters].some(
    (globs) => globs !== undefined,
  );
}

/** Whether something is of the selected time. */
export function isInTime({ from, to }: Selection, { time }: { readonly time: number }): boolean {
  return (from === undefined || time >= from) && (to === undefined || time < to);
}

function matchesRole(arn: string | undefined, roles: readonly string[] | undefined): boolean {
  const name = arn?.slice(arn.lastIndexOf('/') + 1);
  return matchesAny(arn, roles) || matchesAny(name, roles);
}
