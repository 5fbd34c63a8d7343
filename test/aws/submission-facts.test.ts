import { describe, expect, it } from 'vitest';
import { submissionFacts } from '../../shared/aws/submission-facts.ts';
import { decide } from '../../shared/evaluation/decide.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { evaluatedAt } from '../support/invoke.ts';
import { bookOf } from '../support/rule-books.ts';
import { submission } from '../support/subjects.ts';

const key = 'AKIAEXAMPLEEXAMPLE01';
const second = 'AKIAEXAMPLEEXAMPLE02';

/** Gathers facts; which keys were asked for. */
async function gather(delta: object, accounts: Record<string, string> = {}, known = noFacts) {
  const asked: string[] = [];
  const factsOf = submissionFacts(known, async (accessKeyId) => {
    asked.push(accessKeyId);
    return accounts[accessKeyId];
  });
  return { asked, facts: await factsOf(submission(delta)) };
}

describe('submissionFacts', () => {
  const other = (delta: object) => ({
    connections: {
      other: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/lake', ...delta },
    },
    targets: [{ connection: 'other' }],
  });

  it.each<[string, object, readonly string[]]>([
    ['the key of a connection', {}, [key]],
    ['the keys of two connections', other({ accessKeyId: second }), [key, second]],
    ['a key that two connections share, once', other({ accessKeyId: key }), [key]],
    ['no key of a connection without one', { connections: { redshift: { accessKeyId: null } } }, []],
    [
      'no key of a connection that nothing names',
      { connections: other({ accessKeyId: second }).connections },
      [key],
    ],
    [
      'no key of a connection without temporary credentials',
      { connections: { redshift: { iamRoleArn: null } } },
      [],
    ],
  ])('asks for %s', async (_, delta, expected) => {
    const { asked, facts } = await gather(delta, { [key]: '111122223333', [second]: '444455556666' });
    expect(asked).toEqual(expected);
    expect([...facts.keyAccounts.keys()]).toEqual(expected);
  });

  it('knows nothing of a key whose account nobody could tell', async () => {
    const { asked, facts } = await gather({});
    expect(asked).toEqual([key]);
    expect(facts.keyAccounts.has(key)).toBe(false);
  });

  it('keeps the facts at hand, and does not change them', async () => {
    const known = { ...noFacts, runSeconds: [1, 2, 3], keyAccounts: new Map([['other', '999999999999']]) };
    const { facts } = await gather({}, { [key]: '111122223333' }, known);
    expect(facts.runSeconds).toEqual([1, 2, 3]);
    expect([...facts.keyAccounts]).toEqual([
      ['other', '999999999999'],
      [key, '111122223333'],
    ]);
    expect(known.keyAccounts.size).toBe(1);
  });

  it.each<[string, object, Record<string, string>, string | undefined]>([
    ['of the key, where it is known', {}, { [key]: '111122223333' }, '111122223333'],
    ['of the principal, where that of the key is not known', {}, {}, '123456789012'],
    [
      'of the key, where no principal is declared',
      { principalArn: null },
      { [key]: '111122223333' },
      '111122223333',
    ],
    ['of nobody, where neither is known', { principalArn: null }, {}, undefined],
  ])('a finding names the account %s', async (_, connection, accounts, accountId) => {
    const delta = {
      connections: { redshift: { authentication: 'federated-sso', ...connection } },
    };
    const { facts } = await gather(delta, accounts);
    const { violations } = decide(bookOf(), { submission: submission(delta), facts, evaluatedAt });
    expect(violations.map(({ ruleId }) => ruleId)).toEqual(['requester-is-iam-principal']);
    expect(violations[0]?.subject.accountId).toBe(accountId);
  });
});
