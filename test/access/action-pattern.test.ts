import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionPattern } from '../../shared/access/action-pattern.ts';
import { mayOverlap } from '../../shared/access/pattern.ts';
import { Patterns } from './oracle.ts';

describe('a pattern of actions', () => {
  it.each([
    ['s3:GetObject', 's3'],
    ['S3:*', 's3'],
    ['s3:Get?bject', 's3'],
    ['a:b:*', 'a'],
    [':x', ''],
    ['s3*:x', undefined],
    ['s?:x', undefined],
    ['*', undefined],
    ['s3', undefined],
    ['', undefined],
  ])('%j is of the service %j', (text, service) => {
    expect(actionPattern(text).service).toBe(service);
  });

  it('is the same in all letters', () => {
    expect(actionPattern('S3:GETobject')).toEqual(actionPattern('s3:getObject'));
  });
});

describe('mayOverlap', () => {
  it.each([
    ['s3:*', 'ec2:*', false],
    ['s3:Get*', 's3:Put*', false],
    ['s3:Get*', 's3:GetObject', true],
    ['s3:GetObject', 's3:*', true],
    ['s*', 'ec2:*', false],
    ['?c*', 'ec2:*', true],
    ['*', 'ec2:*', true],
    ['s3:a', 's3:b', false],
  ])('%j and %j: %j', (one, other, expected) => {
    expect(mayOverlap(actionPattern(one), actionPattern(other))).toBe(expected);
    expect(mayOverlap(actionPattern(other), actionPattern(one))).toBe(expected);
  });

  it('is never false of patterns that an action matches', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', ':', '*', '?'), maxLength: 5 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        if (mayOverlap(actionPattern(one), actionPattern(other))) return;
        const patterns = new Patterns();
        const both = [one, other, '*:*'].reduce(
          (all, pattern) => all | (1 << patterns.add(pattern.toLowerCase(), false)),
          0,
        );
        expect(patterns.kinds().filter(({ matched }) => (matched & both) === both)).toEqual([]);
      }),
      { seed: 20_261_123, numRuns: 5000 },
    );
  });
});
