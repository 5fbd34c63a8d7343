import { absent, type Fact, knownOrAbsent } from '../json/fact.ts';
import { principalKey } from './principal.ts';
import type { PrincipalAccess } from './principal-access.ts';

/** What is known of principals' access. */
export interface AccessFacts {
  /**
   * The access of a user, a role, or the role of a session, by any of its ARNs; absent where nobody has analysed it, or only
   * one of the same name with another unique id.
   */
  readonly of: (arn: string | undefined, principalId?: string) => Fact<PrincipalAccess>;
}

/** Makes an analysis of principals answer for every ARN that names them. */
export function accessFacts(principals: readonly PrincipalAccess[]): AccessFacts {
  const byKey = new Map(principals.map((principal) => [principalKey(principal.arn), principal]));
  byKey.delete(undefined);
  return { of: (arn, principalId) => ofPrincipal(knownOrAbsent(byKey.get(principalKey(arn))), principalId) };
}

/** What is known of a principal's access, unless its unique id is known to be another one's. */
export function ofPrincipal(
  access: Fact<PrincipalAccess>,
  principalId: string | undefined,
): Fact<PrincipalAccess> {
  if (access.state !== 'known' || principalId === undefined) return access;
  return (access.value.principalId ?? principalId) === principalId ? access : absent;
}
