import type { PolicyDocument } from '../contracts/policy-contract.generated.ts';
import { digestOf } from '../json/digest.ts';
import type { Policy, RuleSetting } from './policy.ts';

/** What a requester may have by default (docs/guidelines.md, G1). */
const defaultBaselineActions: readonly string[] = [
  'sts:AssumeRole',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:SetContext',
  'sts:GetCallerIdentity',
  'sts:GetSessionToken',
  'sts:GetFederationToken',
  'sts:GetAccessKeyInfo',
  'sts:DecodeAuthorizationMessage',
];

/** Fills in the defaults of a valid policy document. */
export function readPolicy(document: PolicyDocument): Policy {
  const { parameters = {}, scope = {}, requesters = [], workloads = [], exemptions = [] } = document;
  const settings = new Map(
    Object.entries(document.rules ?? {}).map(([id, rule]) => [id, settingOf(rule, document)]),
  );
  const unset = settingOf({}, document);
  // For editors; what it says is no part of the policy.
  const { $schema: _, ...meant } = document;
  let revision: string | undefined;
  return {
    document: meant,
    get revision() {
      revision ??= digestOf(meant);
      return revision;
    },
    scope: { accounts: scope.accounts, roles: scope.roles, requesters: scope.requesters },
    whenUnavailable: document.whenUnavailable ?? 'block',
    settingOf: (id) => settings.get(id) ?? unset,
    parameters: {
      baselineActions: parameters.baselineActions ?? defaultBaselineActions,
      baselines: parameters.baselines ?? [],
      durationMarginSeconds: parameters.durationMarginSeconds ?? 60,
      lapseSeconds: parameters.lapseSeconds ?? 900,
      renewalLeadSeconds: parameters.renewalLeadSeconds ?? 300,
    },
    requesters,
    workloads: workloads.map(({ name, roles, sessionNames, mode, expectedRunSeconds }) => ({
      name,
      roles,
      sessionNames,
      mode: mode === 'advanced' || mode === 'elastic' ? 'advanced' : 'standard',
      expectedRunSeconds,
    })),
    exemptions,
  };
}

/** The policy in force where nobody set one. */
export const defaultPolicy: Policy = readPolicy({ schemaVersion: '1' });

type RuleEntry = NonNullable<PolicyDocument['rules']>[string];

function settingOf(rule: RuleEntry, document: PolicyDocument): RuleSetting {
  return {
    mode: rule.mode ?? 'enforce',
    severity: rule.severity,
    whenUndecided: rule.whenUndecided ?? document.whenUndecided ?? 'warn',
    minimumEvidence: rule.minimumEvidence ?? 'declared',
  };
}
