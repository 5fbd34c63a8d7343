import { type AccessDecision, decideAccess } from '../shared/access/access-decision.ts';
import { eachPrincipal } from '../shared/access/authorization-details.ts';
import { Baseline } from '../shared/access/baseline.ts';
import { defaultPolicy } from '../shared/policy/read-policy.ts';
import { authorizationDetails, principalCount } from './account.ts';
import type { Comparison } from './comparison.ts';

const unexpected = () => {
  throw new Error('the account is whole');
};
const baseline = new Baseline(defaultPolicy.parameters.baselineActions);

/** Reading the file and deciding who has access and by which statements, against JSON.parse of it. */
export function analyseAccount(): Comparison {
  const file = JSON.stringify(authorizationDetails());
  return {
    name: `who of ${principalCount} principals has access, ${(file.length / 1e6).toFixed(0)} MB / JSON.parse of the file`,
    cost: 'whole',
    baseline: () => JSON.parse(file),
    work: async () => {
      const analysed: AccessDecision[] = [];
      for (const principal of eachPrincipal([{ details: JSON.parse(file), onFault: unexpected }]))
        analysed.push(decideAccess(principal, { actions: baseline, exempt: [] }, undefined));
      const withAccess = analysed.filter(({ hasAccess }) => hasAccess);
      if (withAccess.length < principalCount / 2) throw new Error('most principals are to have access');
    },
  };
}
