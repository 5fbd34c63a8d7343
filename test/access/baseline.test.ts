import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionPattern } from '../../shared/access/action-pattern.ts';
import { Baseline } from '../../shared/access/baseline.ts';
import { Budget } from '../../shared/access/budget.ts';
import { Oracle } from './oracle.ts';

describe('the baseline', () => {
  it.each([
    [[], 's3:*', false],
    [['sts:AssumeRole'], 'STS:assumerole', true],
    [['sts:AssumeRole'], 'sts:AssumeRole*', false],
    [['sts:Get*'], 'sts:GetS?ssionToken', true],
    [['sts:*'], 'sts*', false],
    [['sts*'], 'sts:*', true],
    [['*:*'], '*', true],
    [['*:?*'], '*', false],
    [['a:*', 'a:?*'], 'a:*', true],
    [['a:', 'a:?', 'a:??*'], 'a:*', true],
    [['a:', 'a:??*'], 'a:*', false],
    [[], 'no action', true],
  ])('of %j covers %j: %j', (actions, action, expected) => {
    expect(new Baseline(actions).covers(actionPattern(action), new Budget())).toBe(expected);
  });

  it('covers what gives no access', () => {
    const action = fc.string({ unit: fc.constantFrom('a', 'B', ':', '*', '?'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 4 }), action, (baseline, one) => {
        const policy = { Statement: { Effect: 'Allow' as const, Action: one, Resource: '*' } };
        const access = new Oracle({ policies: [policy], baseline }).witness() !== undefined;
        expect(new Baseline(baseline).covers(actionPattern(one), new Budget())).toBe(!access);
      }),
      { seed: 20_261_123, numRuns: 3000 },
    );
  });
});
