import type { Fact } from '../json/fact.ts';
import type { KnownRuns } from '../sessions/known-runs.ts';
import type {
  BucketPair,
  Connection,
  Endpoint,
  Hop,
  Task,
  UnresolvedOfConnection,
} from '../submission/submission.ts';
import type { Facts } from './facts.ts';
import type { KnownRequester } from './rule.ts';
import { notApplicable, undecided, undecidedForNow, type Verdict } from './verdict.ts';

const fewestRuns = 3;

/** The verdict that ends the matter; `undefined` where the next question is due (docs/guidelines.md, "The rules"). */
type Ended = Verdict | undefined;

/** What is known of a property. */
export type Answer<T> = { readonly value: T } | { readonly missing: string };

/** What is missing where a connection's property is unresolved: the property, or the whole connection where that is unknown. */
export function missingOf({ type }: Connection, property: UnresolvedOfConnection): string {
  return type === 'unknown' ? 'connection' : property;
}

/** Does the connection have an IAM role on this hop, by which it obtains temporary credentials? */
export function unlessRole({
  kind,
  connection,
  iamRoleArn,
}: Pick<Hop, 'kind' | 'connection' | 'iamRoleArn'>): Ended {
  const property = kind === 'staging' ? 'iamRoleArn' : 'database';
  if (connection.unresolved.has(property)) return undecided(missingOf(connection, property));
  return iamRoleArn === undefined ? notApplicable('no-temporary-credentials') : undefined;
}

/** Does the endpoint's data pass through S3? A direct read's does not. */
function unlessStaged({ readsDirectly, unresolved }: Endpoint): Ended {
  if (unresolved.has('readMode')) return undecided('readMode');
  return readsDirectly ? notApplicable('direct-read') : undefined;
}

/** Does the endpoint use temporary credentials? */
export function unlessInUse(endpoint: Endpoint): Ended {
  const { connection } = endpoint;
  return (
    unlessRole({ kind: 'staging', connection, iamRoleArn: connection.iamRoleArn }) ?? unlessStaged(endpoint)
  );
}

/** How long a task is expected to run: what it declares, else what its known runs tell. */
export function expectedSecondsOf(
  { id, expectedRunSeconds }: Task,
  { runs }: Pick<Facts, 'runs'>,
): number | undefined {
  const known = id === undefined ? undefined : runs.get(id);
  return expectedRunSeconds ?? (known?.state === 'known' ? expectedSecondsIn(known.value) : undefined);
}

/** How long known runs let expect that the next one takes; `undefined` for fewer than say anything. */
export function expectedSecondsIn({ wellSeconds }: Pick<KnownRuns, 'wellSeconds'>): number | undefined {
  return percentile95(wellSeconds);
}

/** Nearest rank, of lengths in seconds; `undefined` for fewer runs than say anything. */
function percentile95(runs: readonly number[]): number | undefined {
  if (runs.length < fewestRuns) return undefined;
  return [...runs].sort((a, b) => a - b)[Math.ceil(runs.length * 0.95) - 1];
}

/** Do both endpoints name a bucket, one of them with temporary credentials, through S3, and are both buckets known? */
export function unlessBucketsKnown({ source, target }: BucketPair): Ended {
  if (!source.namesBucket || !target.namesBucket) return notApplicable('no-bucket-named');
  const ended = unlessRoleOnASide(source.connection, target.connection) ?? unlessStaged(source);
  if (ended !== undefined) return ended;
  return source.bucket === undefined || target.bucket === undefined ? undecided('bucket') : undefined;
}

/** One side that is known to have a role is enough. */
function unlessRoleOnASide(...connections: readonly [Connection, Connection]): Ended {
  if (connections.some(({ iamRoleArn }) => iamRoleArn !== undefined)) return undefined;
  const open = connections.find(({ unresolved }) => unresolved.has('iamRoleArn'));
  return open === undefined
    ? notApplicable('no-temporary-credentials')
    : undecided(missingOf(open, 'iamRoleArn'));
}

/** Is Use EC2 Role to Assume Role selected, by its own field or by the authentication? */
export function ec2RoleSelected(connection: Connection): Answer<boolean> {
  const { useEc2RoleToAssumeRole, authentication, unresolved } = connection;
  if (useEc2RoleToAssumeRole === true || authentication === 'assume-role-ec2') return { value: true };
  for (const property of ['useEc2RoleToAssumeRole', 'authentication'] as const)
    if (unresolved.has(property)) return { missing: missingOf(connection, property) };
  return { value: false };
}

/** Does the requester sign in by federated single sign-on, so that no IAM user or role stands behind it? */
export function isFederated({ kind, connection }: Hop): boolean {
  return kind === 'staging' && connection.authentication === 'federated-sso';
}

/** Is it known how the connection authenticates for the data in S3? */
export function unlessAuthenticationKnown({ kind, connection }: Hop): Ended {
  if (kind !== 'staging' || !connection.unresolved.has('authentication')) return undefined;
  return undecided(missingOf(connection, 'authentication'));
}

/**
 * The verdict where the requester is not known: whose the access key is could not be found out, or nothing says who it is,
 * by what is open besides.
 */
export function missingRequester({ state }: Fact<KnownRequester>, open?: Ended): Verdict {
  if (state === 'unavailable') return undecidedForNow('key-owner');
  return open ?? undecided('principal');
}

/** What several answers on wrongs come to: the wrongs that are certain, in words, and the first that nobody knows of. */
export function wrongsIn(answers: readonly Answer<string | undefined>[]): {
  readonly certain: readonly string[];
  readonly missing: string | undefined;
} {
  return {
    certain: answers.flatMap((answer) => ('value' in answer ? (answer.value ?? []) : [])),
    missing: answers.find((answer) => 'missing' in answer)?.missing,
  };
}
