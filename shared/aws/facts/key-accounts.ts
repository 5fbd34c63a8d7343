import type { STSClient } from '@aws-sdk/client-sts';
import type { Log } from '../lambda/log.ts';

const mostCached = 10_000;

/** The account (12 digits) that an access key belongs to; `undefined` where nobody could tell. Never rejects. */
export type AccountOfKey = (accessKeyId: string) => Promise<string | undefined>;

export interface KeyAccountOptions {
  readonly client: () => Promise<Pick<STSClient, 'send'>>;
  readonly log: Log;
}

/**
 * Makes a lookup by sts:GetAccessKeyInfo that remembers its answers: a key never changes its account. A failure leaves
 * the fact unknown and is not remembered.
 */
export function keyAccounts({ client, log }: KeyAccountOptions): AccountOfKey {
  const known = new Map<string, string>();
  return async (accessKeyId) => {
    const remembered = known.get(accessKeyId);
    if (remembered !== undefined) return remembered;
    try {
      const { GetAccessKeyInfoCommand } = await import('@aws-sdk/client-sts');
      const { Account: account } = await (await client()).send(
        new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId }),
      );
      if (account === undefined) return undefined;
      if (known.size >= mostCached) known.clear();
      known.set(accessKeyId, account);
      return account;
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      await log('warn', 'account of an access key unknown', { accessKeyId, reason });
      return undefined;
    }
  };
}
