import { decideAccess } from './access-decision.ts';
import { EvidenceMaker } from './access-evidence.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { Baseline } from './baseline.ts';
import type { PrincipalAccess } from './principal-access.ts';
import type { PrincipalPolicies } from './principal-policies.ts';

export interface AnalysisOptions {
  /** Actions that do not count as access, as a policy writes them: `sts:AssumeRole`, `sts:Get*`. */
  readonly baseline: readonly string[];
  readonly catalogue: ActionCatalogue;
  /** Steps that one principal may take, see Budget. */
  readonly steps?: number;
}

/** Finds out what a principal may do beyond the baseline (G1), and shows it. */
export type AnalysePrincipal = (principal: PrincipalPolicies) => PrincipalAccess;

/** Makes an analysis for a baseline: the decision, and the evidence for it. */
export function principalAnalysis({
  baseline: actions,
  catalogue,
  steps,
}: AnalysisOptions): AnalysePrincipal {
  const baseline = new Baseline(actions);
  const evidence = new EvidenceMaker(catalogue, baseline);
  return (principal) => {
    const { arn, hasAccess, missing, granting, budget } = decideAccess(principal, baseline, steps);
    const gaps = missing.length > 0 && { missing: [...new Set(missing)] };
    if (hasAccess !== true) return { arn, hasAccess, ...gaps, grants: [] };
    return { arn, hasAccess, ...gaps, ...evidence.of(granting, budget) };
  };
}
