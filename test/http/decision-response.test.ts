import { describe, expect, it } from 'vitest';
import { decisionResponse } from '../../shared/http/decision-response.ts';
import type { FittedDecision } from '../../shared/report/fit-decision.ts';

const violation = (message: string, status = 'violation') => ({ message, status });
const result = (ruleId: string, outcome: string) => ({ ruleId, outcome, mode: 'enforce' });

function answer(decision: object) {
  const whole = { decision: 'block', results: [], violations: [], ...decision };
  const { body, ...response } = decisionResponse(whole as unknown as FittedDecision);
  return { ...response, document: JSON.parse(body) };
}

describe('a blocked submission is explained', () => {
  it.each<[string, object, string]>([
    ['by its finding', { violations: [violation('a')] }, 'a'],
    [
      'by the first, and how many more there are',
      { violations: ['a', 'b', 'c'].map((one) => violation(one)) },
      'a; and 2 more',
    ],
    [
      'by what is not exempted',
      { violations: [violation('a', 'exempted'), violation('b'), violation('c', 'exempted')] },
      'b',
    ],
    [
      'with those that were left out',
      { violations: [violation('a')], violationsOmitted: 3 },
      'a; and 3 more',
    ],
    [
      'by the rules that were not passed, where there is no finding to quote',
      {
        violations: [violation('a', 'exempted')],
        results: [
          result('one', 'pass'),
          result('two', 'fault'),
          result('three', 'undecided'),
          result('four', 'not-applicable'),
          result('five', 'violation'),
        ],
      },
      'not passed: two, three, five',
    ],
  ])('%s', (_, decision, detail) => {
    const { statusCode, document } = answer(decision);
    expect(statusCode).toBe(403);
    expect(document.detail).toBe(detail);
  });
});

it('an allowed submission is answered with its decision, which nobody keeps', () => {
  const { statusCode, headers, document } = answer({ decision: 'allow', submissionId: 's-1' });
  expect(statusCode).toBe(200);
  expect(headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  expect(document).toEqual({ decision: 'allow', submissionId: 's-1', results: [], violations: [] });
});
