import { describe, expect, it } from 'vitest';
import { contextOf, judge } from '../../shared/evaluation/judge-subject.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { pass } from '../../shared/rules/verdict.ts';
import { policyOf } from '../support/evaluation/rule-books.ts';

const context = contextOf(policyOf(), noFacts);

describe('judge', () => {
  it('answers what the check answers, on the subject and its context', () => {
    const given: unknown[] = [];
    const answer = judge(
      (...all) => {
        given.push(...all);
        return pass;
      },
      'a subject',
      context,
    );
    expect(answer).toBe(pass);
    expect(given).toEqual(['a subject', context]);
  });

  it.each([
    ['an error by its name, without its text', new RangeError('S3CR3T'), 'the rule threw RangeError'],
    ['a text by its type, without the text', 'S3CR3T', 'the rule threw string'],
    ['nothing at all', undefined, 'the rule threw undefined'],
  ])('names %s as a fault', (_, thrown, reason) => {
    const check = () => {
      throw thrown;
    };
    expect(judge(check, 'a subject', context)).toStrictEqual({ outcome: 'fault', reason, error: thrown });
  });

  it('names a check that is not there as a fault', () => {
    expect(judge(undefined, 'a subject', context)).toMatchObject({
      outcome: 'fault',
      reason: 'the rule threw TypeError',
      error: { message: 'no check for this kind of subject' },
    });
  });
});

describe('the workload of a request', () => {
  const workloads = [
    { name: 'sessions', roles: ['role-a'], sessionNames: ['run-?'] },
    { name: 'roles', roles: ['role-*'] },
  ];

  it.each([
    ['role-a', 'run-1', 'sessions'],
    ['role-a', 'run-10', 'roles'],
    ['role-a', undefined, 'roles'],
    ['role-b', 'run-1', 'roles'],
    ['other', 'run-1', undefined],
    [undefined, 'run-1', undefined],
  ])('for role %s and session %s is %s', (roleArn, sessionName, name) => {
    expect(contextOf(policyOf({ workloads }), noFacts, { roleArn, sessionName }).workload?.name).toBe(name);
  });

  it('is none where nothing is asked for', () => {
    expect(
      contextOf(policyOf({ workloads: [{ name: 'all', roles: ['*'] }] }), noFacts).workload,
    ).toBeUndefined();
  });
});
