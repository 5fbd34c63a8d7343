import type { STSClient } from '@aws-sdk/client-sts';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import { errorName } from '../calls/failures.ts';
import { remembering } from '../calls/remembering.ts';
import { NoAnswerError, type ReportUnavailable } from './report-unavailable.ts';

const mostRemembered = 10_000;
const accountId = /^\d{12}$/;

/** The account (12 digits) that an access key belongs to. Never rejects. */
export type AccountOfKey = (accessKeyId: string) => Promise<Fact<string>>;

export interface KeyAccountOptions {
  readonly client: () => Promise<Pick<STSClient, 'send'>>;
  readonly now: () => Date;
  readonly report: ReportUnavailable;
}

/**
 * Makes a lookup by sts:GetAccessKeyInfo that remembers accounts: a key never changes its own. A failure, an answer
 * without an account too, leaves the fact unavailable and is not remembered. What AWS refuses as no access key has none.
 */
export function keyAccounts({ client, now, report }: KeyAccountOptions): AccountOfKey {
  async function find(accessKeyId: string): Promise<Fact<string>> {
    try {
      const { GetAccessKeyInfoCommand } = await import('@aws-sdk/client-sts');
      const command = new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId });
      const { Account = '' } = await (await client()).send(command);
      if (accountId.test(Account)) return known(Account);
      throw new NoAnswerError('expected an account of 12 digits');
    } catch (error) {
      if (errorName(error) === 'ValidationError') return absent;
      await report('key-account', error);
      return unavailable;
    }
  }

  const seconds = ({ state }: Fact<string>) => (state === 'known' ? Infinity : 0);
  return remembering(find, { seconds, most: mostRemembered, now });
}
