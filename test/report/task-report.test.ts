import { expect, it } from 'vitest';
import type { Decision, RuleResult, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { gravestRule } from '../../shared/report/task-report.ts';

const result = (outcome: RuleResult['outcome'], ruleId: RuleResult['ruleId'] = 'no-root-credentials') => ({
  ruleId,
  outcome,
  mode: 'enforce' as const,
});
const violation = (severity: Violation['severity'], ruleId: Violation['ruleId'], status = 'violation') =>
  ({ severity, ruleId, status }) as Violation;
const medium = violation('medium', 'same-bucket-same-connection');
const high = violation('high', 'duration-is-grantable');
const exempted = violation('critical', 'no-root-credentials', 'exempted');

it.each<[string, RuleResult[], Violation[], string]>([
  ['a fault before all else', [result('undecided'), result('fault')], [high], 'no-root-credentials (fault)'],
  ['the violation of the gravest severity', [result('undecided')], [medium, high], 'duration-is-grantable'],
  ['no violation that is exempted', [result('violation')], [exempted, medium], 'same-bucket-same-connection'],
  [
    'what is undecided where nothing is violated',
    [result('pass'), result('undecided')],
    [],
    'no-root-credentials (undecided)',
  ],
  ['nothing where all is well', [result('pass')], [exempted], ''],
])('the gravest rule is %s', (_, results, violations, expected) => {
  expect(gravestRule({ results, violations } as Decision)).toBe(expected);
});
