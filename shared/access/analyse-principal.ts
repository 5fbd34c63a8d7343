import { type AccessEvidence, EvidenceMaker, type Granting } from './access-evidence.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { Baseline } from './baseline.ts';
import { Budget, TooComplexError } from './budget.ts';
import { cutAccess, type Limits } from './effective-access.ts';
import type { Statement } from './policy-document.ts';
import type { PrincipalAccess } from './principal-access.ts';
import type { PrincipalPolicies } from './principal-policies.ts';

/** What is missing where the policies take too many steps to analyse. */
const analysisLimit = 'analysis-limit';

const noStatements: readonly Statement[] = [];

export interface AnalysisOptions {
  /** Actions that do not count as access, as a policy writes them: `sts:AssumeRole`, `sts:Get*`. */
  readonly baseline: readonly string[];
  readonly catalogue: ActionCatalogue;
  /** Steps that one principal may take, see Budget. */
  readonly steps?: number;
}

/** Finds out what a principal may do beyond the baseline (G1). */
export type AnalysePrincipal = (principal: PrincipalPolicies) => PrincipalAccess;

/**
 * Makes an analysis for a baseline. Its answer is exact; it is `null` where a policy is missing that decides it, and
 * where the policies take too many steps: `missing` says which.
 */
export function principalAnalysis({
  baseline: actions,
  catalogue,
  steps,
}: AnalysisOptions): AnalysePrincipal {
  const baseline = new Baseline(actions);
  const evidence = new EvidenceMaker(catalogue, baseline);

  return (principal) => {
    const { arn, boundary } = principal;
    const budget = new Budget(steps);
    const missing = [...principal.missing];
    for (const policy of principal.policies) if (policy.missing !== undefined) missing.push(policy.missing);
    const granting = grantingStatements(principal, baseline, budget, missing);
    if (granting.length > 0 && boundary?.missing !== undefined) {
      // It may cut all of them.
      return { arn, hasAccess: null, missing: [...missing, boundary.missing], grants: [] };
    }
    const gaps = missing.length > 0 && { missing: [...new Set(missing)] };
    if (granting.length > 0) return withEvidence({ arn, ...gaps }, () => evidence.of(granting, budget));
    return { arn, hasAccess: gaps ? null : false, ...gaps, grants: [] };
  };
}

/** Whether there is access takes less time than to show all of it: the evidence is made when somebody reads it. */
function withEvidence(
  principal: Pick<PrincipalAccess, 'arn' | 'missing'>,
  make: () => AccessEvidence,
): PrincipalAccess {
  let made: AccessEvidence | undefined;
  const evidence = () => {
    made ??= make();
    return made;
  };
  return {
    ...principal,
    hasAccess: true,
    get actionCount() {
      return evidence().actionCount;
    },
    get services() {
      return evidence().services;
    },
    get grants() {
      return evidence().grants;
    },
  };
}

/** Those that nothing cuts are looked at first: they are found in no time, whatever the others take. */
function grantingStatements(
  principal: PrincipalPolicies,
  baseline: Baseline,
  budget: Budget,
  missing: string[],
): Granting[] {
  const limits = limitsOf(principal, baseline, budget);
  const candidates: (Granting & { gives: boolean })[] = [];
  try {
    for (const { name, document } of principal.policies) {
      for (const statement of document?.allows ?? noStatements) {
        if (statement.actions.isEmpty) continue;
        const access = cutAccess(statement, limits);
        const gives = access === undefined && namesMore(statement, baseline, budget);
        candidates.push({ policy: name, statement, access, gives });
      }
    }
    for (const candidate of candidates) candidate.gives ||= candidate.access?.gives() === true;
  } catch (error) {
    if (!(error instanceof TooComplexError)) throw error;
    missing.push(analysisLimit);
  }
  return candidates.filter(({ gives }) => gives);
}

function limitsOf({ policies, boundary }: PrincipalPolicies, baseline: Baseline, budget: Budget): Limits {
  const denies: Statement[] = [];
  for (const { document } of policies) for (const deny of document?.denies ?? noStatements) denies.push(deny);
  for (const deny of boundary?.document?.denies ?? noStatements) denies.push(deny);
  return { denies, bounds: boundary?.document?.allows, baseline, budget };
}

/** Whether a statement names an action outside the baseline. */
function namesMore({ actions }: Statement, baseline: Baseline, budget: Budget): boolean {
  return actions.list.some((one) => !baseline.covers(one, budget));
}
