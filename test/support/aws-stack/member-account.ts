import { readFile } from 'node:fs/promises';
import { IAMClient } from '@aws-sdk/client-iam';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { SQSEvent } from 'aws-lambda';
import { clientOptions } from './clients.ts';
import type { Deployment } from './deployment.ts';

export const memberAccount = '111122223333';

/** The tests' own way into another account, by a role: moto knows accounts by the credentials that it has issued. */
export async function iamOf(accountId: string, { sts, endpoint }: Deployment): Promise<IAMClient> {
  const RoleArn = `arn:aws:iam::${accountId}:role/operator`;
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'operator' });
  const { Credentials: issued } = await sts.send(assume);
  return new IAMClient({
    ...clientOptions(endpoint.url),
    credentials: {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
    },
  });
}

/** Has everything looked at, as an operator would. */
export async function lookNow({ sqs, mappingOf }: Deployment): Promise<void> {
  const { queueUrl: QueueUrl } = mappingOf('RefreshPrincipals');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
}

/** CloudTrail tells of a change in IAM in an account, by way of the forwarder: EventBridge says whose event it is. */
export async function tellOfMember(
  { sqs, mappingOf }: Deployment,
  accountId: string,
  sender = accountId,
): Promise<void> {
  const event: SQSEvent = JSON.parse(
    await readFile('events/refresh-principals.user-policy-attached.json', 'utf8'),
  );
  const { account: _, ...change } = JSON.parse(event.Records[0]?.body ?? '');
  const detail = { ...change.detail, recipientAccountId: accountId };
  const { queueUrl: QueueUrl } = mappingOf('RefreshPrincipals');
  const MessageBody = JSON.stringify({ ...change, account: sender, detail });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
