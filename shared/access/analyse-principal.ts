import { decideAccess } from './access-decision.ts';
import { EvidenceMaker } from './access-evidence.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import type { Baseline } from './baseline.ts';
import type { PrincipalAccess } from './principal-access.ts';
import type { PrincipalPolicies } from './principal-policies.ts';
import type { Reach } from './reach.ts';
import { ownBaselines, type RequesterBaseline } from './requester-baseline.ts';

/** The ARN of a service-linked role (IAM User Guide, "Create a service-linked role"). */
const serviceLinked = /^arn:aws[a-z-]*:iam::\d{12}:role\/aws-service-role\//;

export interface AnalysisOptions {
  /** Actions that do not count as access, as a policy writes them: `sts:AssumeRole`, `sts:Get*`. */
  readonly baselineActions: readonly string[];
  /** What does not count for some principals besides. */
  readonly baselines?: readonly RequesterBaseline[];
  readonly catalogue: ActionCatalogue;
  /** Steps that one principal may take, see Budget. */
  readonly steps?: number;
}

/** Finds out what a principal may do beyond its baseline (G1), and shows it. */
export type AnalysePrincipal = (principal: PrincipalPolicies) => PrincipalAccess;

/** The same, with what tells whether it is more than at another time; `undefined` where there is no access for certain. */
export type AnalyseReach = (principal: PrincipalPolicies) => {
  readonly access: PrincipalAccess;
  readonly reach: Reach | undefined;
};

/** Makes an analysis under the policy's baselines: the decision, and the evidence for it. */
export function principalAnalysis(options: AnalysisOptions): AnalysePrincipal {
  const { decide, evidenceFor } = analysis(options);
  return (principal) => {
    const { found, hasAccess, granting, budget, actions } = decide(principal);
    if (hasAccess !== true) return { ...found, grants: [] };
    return { ...found, ...evidenceFor(actions).of(granting, budget) };
  };
}

/** Makes the same analysis for who compares. */
export function reachAnalysis(options: AnalysisOptions): AnalyseReach {
  const { decide, evidenceFor } = analysis(options);
  return (principal) => {
    const { found, hasAccess, granting, budget, actions } = decide(principal);
    if (hasAccess !== true) return { access: { ...found, grants: [] }, reach: undefined };
    const { shown, reach } = evidenceFor(actions).withReach(granting, budget);
    return { access: { ...found, ...shown }, reach };
  };
}

function analysis({ baselineActions, baselines = [], catalogue, steps }: AnalysisOptions) {
  const baselineOf = ownBaselines(baselineActions, baselines);
  const makers = new Map<Baseline, EvidenceMaker>();
  return {
    decide: (principal: PrincipalPolicies) => {
      const baseline = baselineOf(principal.arn);
      const { arn, hasAccess, missing, granting, budget } = decideAccess(principal, baseline, steps);
      const found = {
        arn,
        hasAccess,
        ...(missing.length > 0 && { missing: [...new Set(missing)] }),
        ...(serviceLinked.test(arn) && { serviceLinked: true as const }),
        ...(baseline.names.length > 0 && { baselines: baseline.names }),
      };
      return { found, hasAccess, granting, budget, actions: baseline.actions };
    },
    evidenceFor: (actions: Baseline) => {
      const maker = makers.get(actions) ?? new EvidenceMaker(catalogue, actions);
      makers.set(actions, maker);
      return maker;
    },
  };
}
