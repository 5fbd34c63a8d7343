import type { IAMClient } from '@aws-sdk/client-iam';

/** An account's summary that does not speak of the root user's keys. */
class NoRootKeysError extends Error {
  override readonly name = 'NoRootKeysError';
}

/** Whether the account's root user has access keys. */
export type ReadRootKeys = () => Promise<boolean>;

/** Makes a reader by iam:GetAccountSummary, which tells at once (IAM API Reference: `AccountAccessKeysPresent`). */
export function rootKeysReader(client: () => Promise<Pick<IAMClient, 'send'>>): ReadRootKeys {
  return async () => {
    const { GetAccountSummaryCommand } = await import('@aws-sdk/client-iam');
    const { SummaryMap } = await (await client()).send(new GetAccountSummaryCommand({}));
    const keys = SummaryMap?.AccountAccessKeysPresent;
    if (keys === undefined) throw new NoRootKeysError('the account summary does not speak of root’s keys');
    return keys > 0;
  };
}
