import { EvidenceMaker, type Granting } from './access-evidence.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { Baseline } from './baseline.ts';
import { Budget, TooComplexError } from './budget.ts';
import { EffectiveAccess } from './effective-access.ts';
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
    const { arn, policies, boundary } = principal;
    const denies = policies.flatMap(({ document }) => document?.denies ?? noStatements);
    const limits = { denies, boundary: boundary?.document, baseline };
    const access = new EffectiveAccess(limits, new Budget(steps));
    const missing = new Set(principal.missing);
    for (const policy of policies) if (policy.missing !== undefined) missing.add(policy.missing);
    const granting = grantingStatements(principal, access, missing);
    if (granting.length > 0 && boundary?.missing !== undefined) {
      // It may cut all of them.
      return { arn, hasAccess: null, missing: [...missing, boundary.missing], grants: [] };
    }
    const gaps = missing.size > 0 && { missing: [...missing] };
    if (granting.length > 0) return { arn, hasAccess: true, ...gaps, ...evidence.of(granting) };
    return { arn, hasAccess: gaps ? null : false, ...gaps, grants: [] };
  };
}

function grantingStatements(
  { policies }: PrincipalPolicies,
  effective: EffectiveAccess,
  missing: Set<string>,
): Granting[] {
  const granting: Granting[] = [];
  try {
    for (const { name, document } of policies) {
      for (const statement of document?.allows ?? noStatements) {
        const access = effective.of(statement);
        if (access.gives()) granting.push({ policy: name, statement, access });
      }
    }
  } catch (error) {
    if (!(error instanceof TooComplexError)) throw error;
    missing.add(analysisLimit);
  }
  return granting;
}
