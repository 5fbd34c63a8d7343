import { principalKey } from './principal.ts';
import type { PrincipalAccess } from './principal-access.ts';

/** What is known of principals' access. */
export interface AccessFacts {
  /** The access of a user, a role, or the role of a session, by any of its ARNs; `undefined` where nobody has analysed it. */
  readonly of: (arn: string | undefined) => PrincipalAccess | undefined;
}

/** Makes an analysis of principals answer for every ARN that names them. */
export function accessFacts(principals: readonly PrincipalAccess[]): AccessFacts {
  const byKey = new Map(principals.map((principal) => [principalKey(principal.arn), principal]));
  byKey.delete(undefined);
  return { of: (arn) => byKey.get(principalKey(arn)) };
}
