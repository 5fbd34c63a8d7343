import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { addViolation, byFinding, type GrowingFinding } from '../../shared/findings/growing-finding.ts';
import { violationOf } from '../support/findings/violations.ts';

const contract = JSON.parse(readFileSync('shared/contracts/result.schema.json', 'utf8'));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajvFormats.default(ajv);
ajv.addSchema(contract);
const keepsContract = ajv.compile({ $ref: `${contract.$id}#/$defs/finding` });

const at = (hour: string, letter: string, more: Partial<Violation> = {}) =>
  violationOf(letter, { observedAt: `2026-10-01T${hour}:00:00Z`, ...more });
const all = (violations: readonly Violation[]) =>
  violations.reduce<GrowingFinding | undefined>(addViolation, undefined)?.finding;

describe('a finding', () => {
  it('of one violation says what that says', () => {
    const { ruleId, guideline, severity, status, title, message, remediation, id } = at('08', 'a');
    expect(all([at('08', 'a')])).toEqual({
      id: expect.stringMatching(/^f1-[0-9a-f]{40}$/),
      ...{ ruleId, guideline, severity, status, title, message, remediation },
      cause: {
        account: '123456789012',
        requester: 'arn:aws:iam::123456789012:root',
        role: 'arn:aws:iam::123456789012:role/redshift-stage',
      },
      occurrences: 1,
      firstSeen: '2026-10-01T08:00:00Z',
      lastSeen: '2026-10-01T08:00:00Z',
      examples: [id],
    });
  });

  it('of several counts them, and has the texts and the ids of the newest', () => {
    const violations = [
      at('09', 'b'),
      at('11', 'd', { severity: 'low', message: 'the newest' }),
      at('08', 'a'),
      at('10', 'c'),
    ];
    expect(all(violations)).toMatchObject({
      occurrences: 4,
      firstSeen: '2026-10-01T08:00:00Z',
      lastSeen: '2026-10-01T11:00:00Z',
      message: 'the newest',
      severity: 'low',
      examples: ['d', 'c', 'b'].map((letter) => violationOf(letter).id),
    });
  });

  it('knows which is newer by the time, however that is written', () => {
    const violations = [
      at('09', 'b', { observedAt: '2026-10-01T09:00:00.500Z' }),
      at('09', 'a', { observedAt: '2026-10-01T09:00:00Z' }),
    ];
    expect(all(violations)).toMatchObject({ message: 'message b', firstSeen: '2026-10-01T09:00:00Z' });
  });

  it('keeps the contract, and is the same in whichever order its violations come', () => {
    const hour = fc.integer({ min: 0, max: 5 }).map((n) => `0${n}`);
    const one = fc.tuple(hour, fc.constantFrom(...'abcdefgh')).map(([time, letter]) => at(time, letter));
    const some = fc.uniqueArray(one, { minLength: 1, maxLength: 8, selector: ({ id }) => id });
    const shuffled = some.chain((violations) =>
      fc.tuple(
        fc.constant(violations),
        fc.shuffledSubarray(violations, { minLength: violations.length, maxLength: violations.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([violations, others]) => {
        const finding = all(violations);
        expect(keepsContract(finding)).toBe(true);
        expect(finding?.occurrences).toBe(violations.length);
        expect(all(others)).toEqual(finding);
      }),
    );
  });
});

it('violations are put together by finding: each is in one', () => {
  const [one, other, same] = [at('08', 'a'), at('08', 'b', { status: 'attempt' }), at('09', 'c')];
  expect([...byFinding([one, other, same]).values()]).toEqual([[one, same], [other]]);
});
