import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, expect, it, vi } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { load, mockedAws } from '../support/functions/loaded-handler.ts';
import { tableOf } from '../support/functions/table-items.ts';
import { presigned, sessionKey, submission } from '../support/proof/presigned.ts';
import { stsStandIn } from '../support/proof/sts-stand-in.ts';

const { bus, table } = mockedAws();
const keyless = patched(compliantSubmission, {
  connections: {
    redshift: { accessKeyId: null, principalArn: 'arn:aws:iam::123456789012:role/agent' },
  },
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('CheckSubmission verifies a proof by its own table, its own id and the platform’s fetch', async () => {
  const printed: unknown[] = [];
  vi.spyOn(console, 'log').mockImplementation((...words) => void printed.push(words));
  table.on(BatchGetItemCommand).callsFake(tableOf());
  table.on(GetItemCommand).resolves({});
  table.on(UpdateItemCommand).resolves({ Attributes: { calls: { N: '1' } } });
  table.on(TransactWriteItemsCommand).resolves({});
  table.on(PutItemCommand).resolves({});
  bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'e' }] });
  const { send, received } = await stsStandIn();
  vi.stubGlobal('fetch', send);
  const handle = await load('check-submission');
  const { readRequest } = await import('../../shared/proof/read-request.ts');
  const of = readRequest(keyless).submission;
  expect(of.digest).not.toBe(submission.digest);
  const url = await presigned({ credentials: sessionKey, of, now: new Date() });
  const proofs = [{ connection: 'redshift', hop: 'staging', url }];
  const body = JSON.stringify({ schemaVersion: '1', submission: keyless, proofs });
  const response = await handle({ headers: { 'content-type': 'application/json' }, body });
  const uses = table.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
  expect(uses).toMatchObject([
    { TableName: 'warden-table', Item: { pk: { S: expect.stringMatching(/^proof#/) } } },
  ]);
  expect(received.map((one) => one.url)).toEqual([url]);
  expect(response).toMatchObject({ statusCode: 200 });
  expect(JSON.stringify([printed, uses])).not.toMatch(/MUST-NEVER-LEAVE|X-Amz-\w+=/);
});
