import type { STSClient } from '@aws-sdk/client-sts';
import { errorName } from '../calls/failures.ts';
import { remembering } from '../calls/remembering.ts';
import type { Log } from '../lambda/log.ts';

const mostRemembered = 10_000;

/** The account (12 digits) that an access key belongs to; `undefined` where nobody could tell. Never rejects. */
export type AccountOfKey = (accessKeyId: string) => Promise<string | undefined>;

export interface KeyAccountOptions {
  readonly client: () => Promise<Pick<STSClient, 'send'>>;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Makes a lookup by sts:GetAccessKeyInfo that remembers its answers: a key never changes its account. A failure leaves
 * the fact unknown and is not remembered.
 */
export function keyAccounts({ client, now, log }: KeyAccountOptions): AccountOfKey {
  async function find(accessKeyId: string): Promise<string | undefined> {
    try {
      const { GetAccessKeyInfoCommand } = await import('@aws-sdk/client-sts');
      const command = new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId });
      return (await (await client()).send(command)).Account;
    } catch (error) {
      await log('warn', 'account of an access key unknown', { accessKeyId, reason: errorName(error) });
      return undefined;
    }
  }

  const seconds = (account: string | undefined) => (account === undefined ? 0 : Infinity);
  return remembering(find, { seconds, most: mostRemembered, now });
}
