import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { SubmissionDecision } from '../../shared/evaluation/decide.ts';
import { fitDecision } from '../../shared/report/fit-decision.ts';

/** Bytes that a decision may have, and what its own count of omitted findings may add. */
const mostBytes = 240_000;
const countBytes = Buffer.byteLength(',"violationsOmitted":4096');

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const finding = (message: string) => ({ message }) as Violation;
const decision = (violations: readonly Violation[]): SubmissionDecision => ({
  schemaVersion: '1',
  submissionId: 's-1',
  decision: 'block',
  policyRevision: 'sha256:0',
  evaluatedAt: '2026-10-01T12:00:00.000Z',
  results: [{ ruleId: 'no-root-credentials', outcome: 'violation', mode: 'enforce' }],
  violations: [...violations],
});

describe('fitDecision', () => {
  it('leaves a decision that fits as it is', () => {
    for (const violations of [[], [finding('x')]]) {
      const small = decision(violations);
      expect(fitDecision(small)).toBe(small);
    }
  });

  it('keeps the first findings, as many as fit, and counts the others', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(sizes, fc.constantFrom('x', 'ü', '"', '\n', '😀'), (lengths, unit) => {
        const whole = decision(lengths.map((length) => finding(unit.repeat(length / unit.length))));
        const fitted = fitDecision(whole);
        const { violations, violationsOmitted = 0, ...rest } = fitted;
        const { violations: all, ...others } = whole;
        expect(rest).toEqual(others);
        expect(violations).toEqual(all.slice(0, violations.length));
        expect(violations.length + violationsOmitted).toBe(all.length);
        expect(bytesOf(fitted)).toBeLessThanOrEqual(mostBytes + countBytes);
        const oneMore = decision(all.slice(0, violations.length + 1));
        if (violationsOmitted > 0) expect(bytesOf(oneMore)).toBeGreaterThan(mostBytes - 2);
      }),
      { numRuns: 50 },
    );
  });

  it('counts what stands between findings too: very many of the shortest', () => {
    const fitted = fitDecision(decision(Array(20_000).fill(finding('x'))));
    expect(fitted.violationsOmitted).toBeGreaterThan(0);
    expect(bytesOf(fitted)).toBeLessThanOrEqual(mostBytes + countBytes);
  });

  it('leaves all findings out where none fits', () => {
    expect(fitDecision(decision([finding('x'.repeat(mostBytes))]))).toMatchObject({
      violations: [],
      violationsOmitted: 1,
    });
  });
});
