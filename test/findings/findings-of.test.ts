import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { addViolation, byFinding, type GrowingFinding } from '../../shared/findings/growing-finding.ts';
import { violationOf } from '../support/findings/violations.ts';

const contract = JSON.parse(readFileSync('shared/contracts/result.schema.json', 'utf8'));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajvFormats.default(ajv);
ajv.addSchema(contract);
const keepsContract = ajv.compile({ $ref: `${contract.$id}#/$defs/finding` });

const roles = ['one', 'two', 'three'];
const some = fc.uniqueArray(
  fc
    .record({
      letter: fc.constantFrom(...'abcdefghijkl'),
      hour: fc.integer({ min: 0, max: 3 }),
      role: fc.constantFrom(...roles),
      status: fc.constantFrom('violation', 'attempt', 'exempted'),
      severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
    } as const)
    .map(({ letter, hour, role, status, severity }) => of(letter, { hour, role, status, severity })),
  { selector: ({ id }) => id, maxLength: 12 },
);

type Delta = Partial<Pick<Violation, 'status' | 'severity'>> & { hour?: number; role?: string };

function of(letter: string, { hour = 0, role = 'one', ...more }: Delta = {}): Violation {
  return violationOf(letter, {
    observedAt: `2026-10-01T0${hour}:00:00Z`,
    subject: { kind: 'credential-request', roleArn: `arn:aws:iam::123456789012:role/${role}` },
    ...more,
  });
}

describe('the findings of violations', () => {
  it('are those to which one violation after the other was added', () => {
    fc.assert(
      fc.property(some, (violations) => {
        const grown = [...byFinding(violations).values()].map(
          (group) => group.reduce<GrowingFinding | undefined>(addViolation, undefined)?.finding,
        );
        const found = findingsOf(violations);
        expect(new Map(found.map((one) => [one.id, one]))).toEqual(
          new Map(grown.map((one) => [one?.id, one])),
        );
      }),
    );
  });

  it('keep the contract, count every violation, and are the same in whichever order these come', () => {
    const shuffled = some.chain((violations) =>
      fc.tuple(
        fc.constant(violations),
        fc.shuffledSubarray(violations, { minLength: violations.length, maxLength: violations.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([violations, others]) => {
        const found = findingsOf(violations);
        expect(found.filter((one) => !keepsContract(one))).toEqual([]);
        expect(found.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(violations.length);
        expect(findingsOf(others)).toEqual(found);
      }),
    );
  });

  it('stand in the order in which people act: the gravest first, then the most frequent, exempted ones last', () => {
    const found = findingsOf([
      of('a', { role: 'exempt', status: 'exempted' }),
      of('b', { role: 'rare', severity: 'high' }),
      of('c', { role: 'often', severity: 'high' }),
      of('d', { role: 'often', severity: 'high' }),
      of('e', { role: 'low', severity: 'low' }),
      of('f', { role: 'grave' }),
    ]);
    expect(found.map(({ cause }) => String((cause as { role: string }).role).split('/')[1])).toEqual([
      'grave',
      'often',
      'rare',
      'low',
      'exempt',
    ]);
  });

  it('know the first and the last time, however these are written', () => {
    const early = { ...of('a'), observedAt: '2026-10-01T09:00:00.5Z' };
    const late = { ...of('b'), observedAt: '2026-10-01T09:00:01Z' };
    const same = { ...of('c'), observedAt: '2026-10-01T09:00:00.500Z' };
    for (const violations of [
      [early, late, same],
      [same, late, early],
    ])
      expect(findingsOf(violations)).toMatchObject([
        { firstSeen: same.observedAt, lastSeen: late.observedAt, examples: [late.id, same.id, early.id] },
      ]);
  });
});

it('of a hundred thousand violations three causes are hashed three times', () => {
  const violations = Array.from({ length: 100_000 }, (_, n) => ({
    ...of('a', { role: roles[n % roles.length] ?? '' }),
    id: `v1-${String(n).padStart(40, '0')}`,
  }));
  const hash = vi.spyOn(crypto, 'hash');
  expect(findingsOf(violations).map(({ occurrences }) => occurrences)).toEqual([33_334, 33_333, 33_333]);
  expect(hash).toHaveBeenCalledTimes(3);
  hash.mockRestore();
});
