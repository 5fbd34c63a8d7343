import { describe, expect, it } from 'vitest';
import { bitsOf } from '../../shared/access/action-bits.ts';
import { bytesOf } from '../../shared/access/action-set.ts';
import { goesFurther, isBoundless, type Reach } from '../../shared/access/reach.ts';
import { reachOf } from '../support/access/snapshots.ts';

describe('one reach goes further than another', () => {
  it.each<[string, Reach, Reach, boolean]>([
    ['by a further action', reachOf(['s3'], [1, 2]), reachOf(['s3'], [1]), true],
    ['by another action, though it has fewer', reachOf(['s3'], [3]), reachOf(['s3'], [1, 2]), true],
    ['by a further service', reachOf(['s3', 'sqs'], [1]), reachOf(['s3'], [1]), true],
    ['by any service', reachOf(['*'], [1]), reachOf(['s3'], [1]), true],
    ['by actions that nobody can count, of a further service', reachOf(['sqs']), reachOf(['s3'], [1]), true],
    ['not by the same', reachOf(['s3'], [1]), reachOf(['s3'], [1]), false],
    ['not by less', reachOf(['s3'], [1]), reachOf(['s3', 'sqs'], [1, 2]), false],
    ['not by a service of any', reachOf(['sqs'], [1]), reachOf(['*'], [1]), false],
    ['not by actions that nobody could count', reachOf(['s3']), reachOf(['s3'], [1]), false],
    ['not by actions over those that nobody could count', reachOf(['s3'], [1]), reachOf(['s3']), false],
    ['not by the numbers of another catalogue', reachOf(['s3'], [2], 'd'), reachOf(['s3'], [1]), false],
  ])('%s', (_, one, other, expected) => {
    expect(goesFurther(one, other)).toBe(expected);
  });

  it('by an action whose number the other has no byte for', () => {
    const bits = bytesOf(bitsOf([19]).words, 20);
    const one = { services: ['s3'], actions: { catalogue: 'c', bits } };
    expect([...bits]).toEqual([0, 0, 8]);
    expect(goesFurther(one, reachOf(['s3'], [0, 1, 2, 3, 4, 5, 6, 7]))).toBe(true);
    expect(goesFurther(reachOf(['s3'], [1]), one)).toBe(true);
  });
});

it.each([
  [['*'], true],
  [['s3', 'sqs'], false],
  [[], false],
])('services %j are boundless: %s', (services, expected) => {
  expect(isBoundless(reachOf(services))).toBe(expected);
});
