import { describe, expect, it } from 'vitest';
import { Budget, TooComplexError } from '../../shared/access/budget.ts';

describe('a budget', () => {
  it('gives out as many steps as it has', () => {
    const budget = new Budget(10);
    budget.spend(4);
    budget.spend(6);
    expect(() => budget.spend(1)).toThrow(TooComplexError);
  });

  it('stays spent', () => {
    const budget = new Budget(1);
    expect(() => budget.spend(2)).toThrow(TooComplexError);
    expect(() => budget.spend(0)).toThrow(TooComplexError);
  });
});
