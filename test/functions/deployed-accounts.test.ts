import { BatchGetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accountOf } from '../support/access/accounts.ts';
import { environment, load, mockedAws } from '../support/functions/loaded-handler.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';

const aws = mockedAws();
const organization = mockClient(OrganizationsClient);
const member = '111111111111';

beforeEach(() => {
  for (const service of [...Object.values(aws), organization]) service.reset();
  aws.iam.on(GetAccountAuthorizationDetailsCommand).resolves(accountOf({ a: ['sts:AssumeRole'] }) as object);
  aws.iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { AccountAccessKeysPresent: 0 } });
  aws.iam.on(ListAccessKeysCommand).resolves({ AccessKeyMetadata: [] });
  aws.table.on(BatchGetItemCommand).resolves({ Responses: { 'warden-table': [] } });
  aws.table.on(QueryCommand).resolves({ Items: [] });
  aws.table.on(PutItemCommand).resolves({});
  aws.queue.on(SendMessageBatchCommand).resolves({});
  organization.on(ListAccountsCommand).resolves({
    Accounts: [environment.ACCOUNT_ID, member].map((Id) => ({ Id, State: 'ACTIVE' as const })),
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

it.each([
  ['', 0, []],
  [member, 0, [member]],
  [`222222222222,${member}`, 0, [member, '222222222222']],
  ['organization', 1, [member]],
])('the deployed refresh reads the members of `%s`', async (members, listings, read) => {
  const handler = await load('refresh-principals', { MEMBER_ACCOUNTS: members });
  expect(await handler(sqsEvent('now'))).toEqual({ batchItemFailures: [] });
  expect(organization.commandCalls(ListAccountsCommand)).toHaveLength(listings);
  const sent = aws.queue.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);
  const bodies = sent.flatMap(({ Entries = [] }) =>
    Entries.map(({ MessageBody = '' }) => JSON.parse(MessageBody)),
  );
  expect(bodies.map(({ dueMember }) => dueMember.accountId)).toEqual(read);
  for (const { QueueUrl } of sent) expect(QueueUrl).toBe(environment.PRINCIPAL_QUEUE_URL);
});
