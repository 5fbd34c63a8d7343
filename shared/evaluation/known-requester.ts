import { parsePrincipal } from '../access/principal.ts';
import { type Fact, ifKnown, known, knownOrAbsent, unavailable } from '../json/fact.ts';
import type { ConfiguredRequester } from '../policy/policy.ts';
import type { Facts, KeyOwner } from '../rules/facts.ts';
import type { EvidenceGrade, KnownRequester } from '../rules/rule.ts';
import type { Hop } from '../submission/submission.ts';

/**
 * Finds out who requests the credentials of a hop. The stronger source decides (docs/guidelines.md, G2): who proved to be
 * it, then what AWS says of the access key, then what the policy says of the key or of the runtime environment whose
 * agents' EC2 role is used, then what the submission declares. No weaker source stands in for one that did not answer.
 */
export function requesterOf(
  hop: Hop,
  { keyOwners, proven }: Pick<Facts, 'keyOwners' | 'proven'>,
  configured: readonly ConfiguredRequester[],
): Fact<KnownRequester> {
  const proof = proven.get(hop);
  if (proof !== undefined) return known(proof);
  const owner = keyOwners.get(hop.accessKeyId ?? '');
  if (owner?.state === 'unavailable') return unavailable;
  return knownOrAbsent(
    requester(ifKnown(owner), 'resolved') ??
      requester(configuredFor(hop, configured), 'configured') ??
      (hop.principal && { principal: hop.principal, source: 'declared' }),
  );
}

function requester(owner: KeyOwner | undefined, source: EvidenceGrade): KnownRequester | undefined {
  const principal = owner && parsePrincipal(owner.arn);
  return principal && { principal, source, ...(owner.principalId && { principalId: owner.principalId }) };
}

function configuredFor(hop: Hop, configured: readonly ConfiguredRequester[]): KeyOwner | undefined {
  const arn = configured.find((one) => standsBehind(one, hop))?.principalArn;
  return arn === undefined ? undefined : { arn };
}

/** Where the policy names both a key and a runtime environment, both must be the hop's. */
function standsBehind({ accessKeyId, runtimeEnvironment }: ConfiguredRequester, hop: Hop): boolean {
  if (accessKeyId !== undefined && accessKeyId !== hop.accessKeyId) return false;
  if (runtimeEnvironment === undefined) return true;
  return hop.useEc2RoleToAssumeRole && runtimeEnvironment === hop.connection.runtimeEnvironment;
}
