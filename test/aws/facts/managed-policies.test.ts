import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { managedPolicyReader } from '../../../shared/aws/facts/managed-policies.ts';
import { allowing } from '../../support/access/accounts.ts';

const iam = mockClient(IAMClient);
const read = managedPolicyReader(async () => new IAMClient({ region: 'us-east-1' }));
const policyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const document = encodeURIComponent(JSON.stringify(allowing(['s3:*'])));
const missing = { name: policyArn, missing: policyArn };

beforeEach(() => {
  iam.reset();
  iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v7' } });
  iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: document } });
});

it.each([
  ['the default one', undefined, 'v7'],
  ['the one named', 'v2', 'v2'],
])('a managed policy is read in a version: %s', async (_, versionId, asked) => {
  const policy = await read({ policyArn, versionId });
  expect(policy).toMatchObject({ name: policyArn, document: { allows: [expect.anything()], denies: [] } });
  const [call] = iam.commandCalls(GetPolicyVersionCommand);
  expect(call?.args[0].input).toEqual({ PolicyArn: policyArn, VersionId: asked });
});

it('is missing where it is no more', async () => {
  iam.on(GetPolicyCommand).rejects(new NoSuchEntityException({ message: '', $metadata: {} }));
  expect(await read({ policyArn, versionId: undefined })).toEqual(missing);
});

it.each([{}, { PolicyVersion: {} }, { PolicyVersion: { Document: 'no policy' } }])(
  'is missing where the answer holds none: %j',
  async (answer) => {
    iam.on(GetPolicyVersionCommand).resolves(answer);
    expect(await read({ policyArn, versionId: 'v1' })).toEqual(missing);
  },
);

it('rejects where IAM does not answer', async () => {
  iam.on(GetPolicyVersionCommand).rejects(new Error('throttled'));
  await expect(read({ policyArn, versionId: 'v1' })).rejects.toThrow('throttled');
});
