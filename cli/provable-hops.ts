import { hasUnresolvedKey } from '../shared/proof/proven-requesters.ts';
import type { Hop, Submission } from '../shared/submission/submission.ts';
import { UsageError } from './errors.ts';

/** What a user names of a hop. */
interface Wanted {
  /** A key of the submission's connections. */
  readonly connection?: string;
  readonly hop?: Hop['kind'];
}

/**
 * The hops that credentials with this access key can prove: those that name it; else the one without an access key, where
 * there is one alone. Throws UsageError where there is none.
 */
export function hopsToProve({ hops }: Submission, wanted: Wanted, accessKeyId: string): Hop[] {
  const named = hops.filter(
    ({ connection, kind }) =>
      (wanted.connection ?? connection.id) === connection.id && (wanted.hop ?? kind) === kind,
  );
  if (named.length === 0)
    throw new UsageError(`the submission has no such connection and hop; it has ${listOf(hops)}`);
  const withKey = named.filter((hop) => hop.accessKeyId === accessKeyId);
  if (withKey.length > 0) return withKey;
  const withoutKey = named.filter((hop) => hop.accessKeyId === undefined && !hasUnresolvedKey(hop));
  if (withoutKey.length === 1) return withoutKey;
  if (withoutKey.length === 0)
    throw new UsageError(
      `the credentials have the access key id ${accessKeyId}, and ${listOf(named)} another one: choose those of the connection, with --profile for example`,
    );
  throw new UsageError(`no access key says which of ${listOf(withoutKey)}: choose by --connection and --hop`);
}

function listOf(hops: readonly Hop[]): string {
  const names = hops.map(({ connection, kind }) => `\`${connection.id}\` (${kind})`);
  return names.length === 0 ? 'none' : names.join(', ');
}
