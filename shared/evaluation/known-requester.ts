import { parsePrincipal } from '../access/principal.ts';
import type { ConfiguredRequester } from '../policy/policy.ts';
import type { Facts } from '../rules/facts.ts';
import type { EvidenceGrade, KnownRequester } from '../rules/rule.ts';
import type { Hop } from '../submission/submission.ts';

/**
 * Finds out who requests the credentials of a hop; `undefined` where nothing says so. The stronger source decides
 * (docs/guidelines.md, G2): what AWS says of the access key, then what the policy says of the key or of the runtime
 * environment whose agents' EC2 role is used, then what the submission declares.
 */
export function requesterOf(
  hop: Hop,
  { keyOwners }: Pick<Facts, 'keyOwners'>,
  configured: readonly ConfiguredRequester[],
): KnownRequester | undefined {
  return (
    known(keyOwners.get(hop.accessKeyId ?? ''), 'resolved') ??
    known(configured.find((requester) => standsBehind(requester, hop))?.principalArn, 'configured') ??
    (hop.principal && { principal: hop.principal, source: 'declared' })
  );
}

function known(arn: string | undefined, source: EvidenceGrade): KnownRequester | undefined {
  const principal = arn === undefined ? undefined : parsePrincipal(arn);
  return principal && { principal, source };
}

/** Where the policy names both a key and a runtime environment, both must be the hop's. */
function standsBehind({ accessKeyId, runtimeEnvironment }: ConfiguredRequester, hop: Hop): boolean {
  if (accessKeyId !== undefined && accessKeyId !== hop.accessKeyId) return false;
  if (runtimeEnvironment === undefined) return true;
  return hop.useEc2RoleToAssumeRole && runtimeEnvironment === hop.connection.runtimeEnvironment;
}
