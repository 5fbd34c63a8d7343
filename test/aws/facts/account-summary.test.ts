import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { rootKeysReader } from '../../../shared/aws/facts/account-summary.ts';

const iam = mockClient(IAMClient);
const read = rootKeysReader(async () => new IAMClient({ region: 'us-east-1' }));

beforeEach(() => void iam.reset());

it.each([
  [0, false],
  [1, true],
])(
  'root has access keys where AccountAccessKeysPresent is %i: %s',
  async (AccountAccessKeysPresent, expected) => {
    iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { Users: 3, AccountAccessKeysPresent } });
    expect(await read()).toBe(expected);
  },
);

it.each([{}, { SummaryMap: {} }])('rejects where the answer does not say so: %j', async (answer) => {
  iam.on(GetAccountSummaryCommand).resolves(answer);
  await expect(read()).rejects.toMatchObject({
    name: 'NoRootKeysError',
    message: expect.stringContaining('does not speak'),
  });
});
