import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyAccounts } from '../../../shared/aws/facts/key-accounts.ts';

const sts = mockClient(STSClient);
const client = new STSClient({ region: 'eu-central-1' });
const now = () => new Date(0);
const asked = () => sts.commandCalls(GetAccessKeyInfoCommand).map(({ args }) => args[0].input.AccessKeyId);

function lookup() {
  const warnings: unknown[][] = [];
  const log = async (...words: unknown[]) => void warnings.push(words);
  const accountOf = keyAccounts({ client: async () => client, now, log });
  return { accountOf, warnings };
}

beforeEach(() => {
  sts.reset();
  sts.on(GetAccessKeyInfoCommand).resolves({ Account: '123456789012' });
});

describe('keyAccounts', () => {
  it('asks once for each key', async () => {
    const { accountOf, warnings } = lookup();
    const keys = ['AKIAEXAMPLEEXAMPLE01', 'AKIAEXAMPLEEXAMPLE02', 'AKIAEXAMPLEEXAMPLE01'];
    for (const key of keys) expect(await accountOf(key)).toBe('123456789012');
    expect(asked()).toEqual(keys.slice(0, 2));
    expect(warnings).toEqual([]);
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
    const { accountOf, warnings } = lookup();
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBeUndefined();
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBe('123456789012');
    expect(warnings).toEqual([
      ['warn', 'account of an access key unknown', { accessKeyId: 'AKIAEXAMPLEEXAMPLE01', reason }],
    ]);
  });

  it('knows no account where the answer has none, and asks again', async () => {
    sts.on(GetAccessKeyInfoCommand).resolves({});
    const { accountOf } = lookup();
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBeUndefined();
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBeUndefined();
    expect(asked()).toHaveLength(2);
  });

  it('does not reject where the client cannot be made', async () => {
    const log = async () => undefined;
    const accountOf = keyAccounts({ client: () => Promise.reject(new Error('no region')), now, log });
    expect(await accountOf('AKIAEXAMPLEEXAMPLE01')).toBeUndefined();
  });
});
