import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorName } from '../../../shared/aws/calls/failures.ts';
import { keyAccounts } from '../../../shared/aws/facts/key-accounts.ts';
import { absent, known, unavailable } from '../../../shared/json/fact.ts';

const sts = mockClient(STSClient);
const client = new STSClient({ region: 'eu-central-1' });
const now = () => new Date(0);
const asked = () => sts.commandCalls(GetAccessKeyInfoCommand).map(({ args }) => args[0].input.AccessKeyId);

function lookup() {
  const reported: unknown[] = [];
  const report = async (fact: string, error: unknown) => void reported.push([fact, errorName(error)]);
  const accountOf = keyAccounts({ client: async () => client, now, report });
  return { accountOf, reported };
}

beforeEach(() => {
  sts.reset();
  sts.on(GetAccessKeyInfoCommand).resolves({ Account: '123456789012' });
});

describe('keyAccounts', () => {
  it('asks once for each key', async () => {
    const { accountOf, reported } = lookup();
    const keys = ['AKIAEXAMPLEEXAMPLE01', 'AKIAEXAMPLEEXAMPLE02', 'AKIAEXAMPLEEXAMPLE01'];
    for (const key of keys) expect(await accountOf(key)).toEqual(known('123456789012'));
    expect(asked()).toEqual(keys.slice(0, 2));
    expect(reported).toEqual([]);
  });

  it('remembers for itself only', async () => {
    await lookup().accountOf('AKIAEXAMPLEEXAMPLE01');
    await lookup().accountOf('AKIAEXAMPLEEXAMPLE01');
    expect(asked()).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    [
      'an error of AWS',
      Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'AccessDenied' }),
      'AccessDenied',
    ],
    ['a text', 'MUST-NEVER-LEAVE', 'UnknownError'],
  ])('never rejects, and asks again after a failure: %s', async (_, failure, reason) => {
    sts.reset();
    sts
      .on(GetAccessKeyInfoCommand)
      .callsFakeOnce(() => Promise.reject(failure))
      .resolves({ Account: '123456789012' });
    const { accountOf, reported } = lookup();
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBe(unavailable);
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toEqual(known('123456789012'));
    expect(reported).toEqual([['key-account', reason]]);
  });

  it.each([[{}], [{ Account: '' }], [{ Account: 'garbage' }]])(
    'has no answer in one without an account, and asks again: %j',
    async (answer) => {
      sts.on(GetAccessKeyInfoCommand).resolves(answer);
      const { accountOf, reported } = lookup();
      expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBe(unavailable);
      expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBe(unavailable);
      expect(asked()).toHaveLength(2);
      expect(reported).toEqual(Array(2).fill(['key-account', 'NoAnswerError']));
    },
  );

  it('knows that there is none, where AWS refuses the text as no access key', async () => {
    const refusal = Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'ValidationError' });
    sts.on(GetAccessKeyInfoCommand).rejects(refusal);
    const { accountOf, reported } = lookup();
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBe(absent);
    expect(reported).toEqual([]);
  });

  it('does not reject where the client cannot be made', async () => {
    const report = async () => undefined;
    const accountOf = keyAccounts({ client: () => Promise.reject(new Error('no region')), now, report });
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBe(unavailable);
  });
});
