import type { Granting } from './access-evidence.ts';
import { Budget, TooComplexError } from './budget.ts';
import { cutAccess, type Limits } from './effective-access.ts';
import type { Statement } from './policy-document.ts';
import type { PrincipalPolicies } from './principal-policies.ts';
import type { OwnBaseline } from './requester-baseline.ts';

/** What is missing where the policies take too many steps to analyse. */
const analysisLimit = 'analysis-limit';

const noStatements: readonly Statement[] = [];

/** What all statements of a principal are held against. */
type Common = Pick<Limits, 'baseline' | 'budget'> & Pick<OwnBaseline, 'exempt'>;

/** Whether a principal has access, and by which statements. */
export interface AccessDecision {
  readonly arn: string;
  /** `null` where a policy is missing that decides it, and where the policies take too many steps. */
  readonly hasAccess: boolean | null;
  readonly missing: readonly string[];
  /** The statements that give access; none where that is not certain. */
  readonly granting: readonly Granting[];
  /** What is left of the steps. */
  readonly budget: Budget;
}

/** Decides whether a principal has access beyond a baseline (G1): exact, or `null`. `steps`: what it may take, see Budget. */
export function decideAccess(
  principal: PrincipalPolicies,
  { actions, exempt }: Pick<OwnBaseline, 'actions' | 'exempt'>,
  steps: number | undefined,
): AccessDecision {
  const { arn, policies, boundary } = principal;
  const budget = new Budget(steps);
  const missing = [...principal.missing];
  for (const policy of policies) if (policy.missing !== undefined) missing.push(policy.missing);
  const granting = grantingStatements(principal, { baseline: actions, exempt, budget }, missing);
  if (granting.length === 0) {
    return { arn, hasAccess: missing.length > 0 ? null : false, missing, granting, budget };
  }
  if (boundary?.missing === undefined) return { arn, hasAccess: true, missing, granting, budget };
  // It may cut all of them.
  return { arn, hasAccess: null, missing: [...missing, boundary.missing], granting: [], budget };
}

function grantingStatements(principal: PrincipalPolicies, common: Common, missing: string[]): Granting[] {
  const limits = limitsOf(principal, common);
  const granting: Granting[] = [];
  const cut: Granting[] = [];
  try {
    findGranting(principal, limits, granting, cut);
  } catch (error) {
    if (!(error instanceof TooComplexError)) throw error;
    missing.push(analysisLimit);
  }
  return cut.length === 0 ? granting : granting.sort((one, other) => one.order - other.order);
}

/** Those that nothing cuts are looked at first: they are found in no time, whatever the others take. */
function findGranting(
  { policies }: PrincipalPolicies,
  limits: Limits,
  granting: Granting[],
  cut: Granting[],
): void {
  let order = 0;
  for (const { name, document } of policies) {
    for (const statement of document?.allows ?? noStatements) {
      const access = cutAccess(statement, limits);
      const candidate = { policy: name, statement, access, order: order++ };
      if (access !== undefined) cut.push(candidate);
      else if (namesMore(statement, limits)) granting.push(candidate);
    }
  }
  for (const candidate of cut) if (candidate.access?.gives()) granting.push(candidate);
}

function limitsOf({ policies, boundary }: PrincipalPolicies, { exempt, baseline, budget }: Common): Limits {
  const denies: Statement[] = [...exempt];
  for (const { document } of policies) for (const deny of document?.denies ?? noStatements) denies.push(deny);
  for (const deny of boundary?.document?.denies ?? noStatements) denies.push(deny);
  return { denies, bounds: boundary?.document?.allows, baseline, budget };
}

/** Whether a statement names an action outside the baseline. */
function namesMore({ actions }: Statement, { baseline, budget }: Limits): boolean {
  for (const one of actions.list) if (!baseline.covers(one, budget)) return true;
  return false;
}
