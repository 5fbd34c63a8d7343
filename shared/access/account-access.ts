import { absent, known } from '../json/fact.ts';
import { type AccessFacts, ofPrincipal } from './access-facts.ts';
import type { AnalysePrincipal } from './analyse-principal.ts';
import { principalKey } from './principal.ts';
import type { PrincipalAccess } from './principal-access.ts';
import type { PrincipalPolicies } from './principal-policies.ts';

/** Analyses the principals of an account when somebody asks for one, each once. */
export function accountAccess(
  principals: readonly PrincipalPolicies[],
  analyse: AnalysePrincipal,
): AccessFacts {
  const byKey = new Map(principals.map((principal) => [principalKey(principal.arn), principal]));
  const analysed = new Map<PrincipalPolicies, PrincipalAccess>();
  return {
    of: (arn, principalId) => {
      const key = principalKey(arn);
      const principal = key === undefined ? undefined : byKey.get(key);
      if (principal === undefined) return absent;
      const access = analysed.get(principal) ?? analyse(principal);
      analysed.set(principal, access);
      return ofPrincipal(known(access), principalId);
    },
  };
}
