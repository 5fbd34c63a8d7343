import { GenerateCredentialReportCommand, GetCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { NoCredentialReportError, rootKeysReader } from '../../../shared/aws/facts/credential-report.ts';

const iam = mockClient(IAMClient);
const read = rootKeysReader(async () => new IAMClient({ region: 'us-east-1' }), 0);
const head = 'user,arn,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_2_active';
const root = (first: string, second: string) =>
  `<root_account>,arn:aws:iam::123456789012:root,true,${first},2026-01-01T00:00:00+00:00,${second}`;

function reportIs(...rows: string[]) {
  iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
  iam.on(GetCredentialReportCommand).resolves({ Content: Buffer.from([head, ...rows].join('\n')) });
}

beforeEach(() => void iam.reset());

describe('the root user', () => {
  it.each([
    ['has no keys', root('false', 'false'), false],
    ['has its first key', root('true', 'false'), true],
    ['has its second key, in capitals as the guide writes it', root('FALSE', 'TRUE'), true],
    ['is told nothing of', 'loader,arn:aws:iam::123456789012:user/loader,true,true,N/A,true', undefined],
  ])('%s', async (_, row, expected) => {
    reportIs(row, 'a,b;c,x');
    expect(await read()).toBe(expected);
  });
});

it('waits until the report is made', async () => {
  reportIs(root('true', 'false'));
  iam
    .on(GenerateCredentialReportCommand)
    .resolvesOnce({ State: 'STARTED' })
    .resolvesOnce({ State: 'INPROGRESS' })
    .resolves({ State: 'COMPLETE' });
  expect(await read()).toBe(true);
  expect(iam.commandCalls(GenerateCredentialReportCommand)).toHaveLength(3);
});

it('gives up a report that is never made', async () => {
  iam.on(GenerateCredentialReportCommand).resolves({ State: 'INPROGRESS' });
  const failure = read();
  await expect(failure).rejects.toThrow(NoCredentialReportError);
  await expect(failure).rejects.toMatchObject({
    name: 'NoCredentialReportError',
    message: 'IAM did not make a credential report in time',
  });
  expect(iam.commandCalls(GetCredentialReportCommand)).toEqual([]);
});
