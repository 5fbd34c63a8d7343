import { setTimeout as sleep } from 'node:timers/promises';
import type { IAMClient } from '@aws-sdk/client-iam';

const mostTries = 20;
const rootName = '<root_account>';

/** Whether the account's root user has an active access key; `undefined` where the report does not say. */
export type ReadRootKeys = () => Promise<boolean | undefined>;

/** IAM did not make a credential report in time. */
export class NoCredentialReportError extends Error {
  override readonly name = 'NoCredentialReportError';
}

/**
 * Makes a reader of the account's credential report, which IAM makes at most every four hours (IAM User Guide, "Generate
 * credential reports"). `pause`: milliseconds between two looks whether it is made.
 */
export function rootKeysReader(client: () => Promise<Pick<IAMClient, 'send'>>, pause = 1000): ReadRootKeys {
  return async () => {
    const { GenerateCredentialReportCommand, GetCredentialReportCommand } = await import(
      '@aws-sdk/client-iam'
    );
    const iam = await client();
    for (
      let tries = 1;
      (await iam.send(new GenerateCredentialReportCommand({}))).State !== 'COMPLETE';
      tries++
    ) {
      if (tries === mostTries)
        throw new NoCredentialReportError('IAM did not make a credential report in time');
      await sleep(pause);
    }
    const { Content = new Uint8Array() } = await iam.send(new GetCredentialReportCommand({}));
    return rootHasKeys(Buffer.from(Content).toString('utf8'));
  };
}

/** Reads the row of the root user, which has no commas within its fields. */
function rootHasKeys(csv: string): boolean | undefined {
  const [head = '', ...rows] = csv.split(/\r?\n/);
  const root = rows.find((row) => row.startsWith(`${rootName},`))?.split(',');
  if (root === undefined) return undefined;
  const columns = head.split(',');
  // IAM writes `true`, its guide says TRUE.
  return ['access_key_1_active', 'access_key_2_active'].some(
    (column) => root[columns.indexOf(column)]?.toLowerCase() === 'true',
  );
}
