import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { describe, expect } from 'vitest';
import { keyIndex } from '../../shared/aws/facts/key-index.ts';
import { snapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { iamRefusal } from '../support/aws-stack/faults.ts';
import { itWith } from '../support/aws-stack/it.ts';
import { iamOf, lookNow, memberAccount, tellOfMember } from '../support/aws-stack/member-account.ts';
import { allow, createUsers } from '../support/aws-stack/principals.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

const functionId = 'RefreshPrincipals';
const own = '123456789012';
const further = '444455556666';
const powerless = ['sts:AssumeRole'];
const powerful = ['s3:GetObject'];
/** A reader, who is told everything. */
const auditor = 'arn:aws:iam::123456789012:user/auditor';
const it = itWith({ MemberAccounts: `${memberAccount},${further},${own}`, Readers: auditor });
const itAlone = itWith({});

const tableOf = ({ dynamoDb, output }: Deployment) => ({
  client: async () => dynamoDb,
  tableName: output('TableName'),
});

/** Whether a user of an account has access, as the table says. */
async function accessOf(stack: Deployment, accountId: string, user: string) {
  const { snapshot } = await snapshotStore(tableOf(stack)).find(`${accountId}:user/${user}`);
  return snapshot?.access.hasAccess;
}

/** What the hook says of G1 where a connection has these properties. */
async function accessResult({ functionOf }: Deployment, connection: object) {
  const submission = patched(compliantSubmission, { connections: { redshift: connection } });
  const answer = await functionOf('CheckSubmission').invoke({
    headers: { 'content-type': 'application/json' },
    queryStringParameters: { dryRun: 'true' },
    requestContext: { identity: { userArn: auditor } },
    body: JSON.stringify(submission),
  });
  const { results }: Decision = JSON.parse((answer as ProxyResponse).body);
  return results.find(({ ruleId }) => ruleId === 'requester-has-no-access');
}

/** Two accounts beside our own, each with a user of the same name. */
async function organization(stack: Deployment) {
  const member = await iamOf(memberAccount, stack);
  await createUsers(stack.iam, { a: powerless });
  await createUsers(member, { a: powerful });
  await createUsers(await iamOf(further, stack), { a: powerless });
  await lookNow(stack);
  return member;
}

describe('member accounts', () => {
  it('are read by their roles, one after the other, and kept beside our own', async ({ stack }) => {
    const member = await organization(stack);
    const { AccessKey: key } = await member.send(new CreateAccessKeyCommand({ UserName: 'a' }));
    const assumed = stack.endpoint.calls('AssumeRole');
    expect(await stack.mappingOf(functionId).drain()).toEqual([
      { received: 1, failed: [] },
      { received: 2, failed: [] },
    ]);
    expect(stack.endpoint.calls('AssumeRole') - assumed).toBe(2);
    expect(await accessOf(stack, own, 'a')).toBe(false);
    expect(await accessOf(stack, memberAccount, 'a')).toBe(true);
    expect(await accessOf(stack, further, 'a')).toBe(false);
    const { owner, listing } = await keyIndex(tableOf(stack)).find(key?.AccessKeyId ?? '', memberAccount);
    expect(owner).toMatchObject({ arn: `arn:aws:iam::${memberAccount}:user/a` });
    expect(listing).toMatchObject({ keysListedAt: expect.any(String) });
    expect(stack.functionOf(functionId).printed()).toContain('"MembersRead":2');
  });

  it('are decided on by the hook, by their access keys, once they were read', async ({ stack }) => {
    const member = await organization(stack);
    const { AccessKey: key } = await member.send(new CreateAccessKeyCommand({ UserName: 'a' }));
    const connection = {
      accessKeyId: key?.AccessKeyId,
      principalArn: `arn:aws:iam::${memberAccount}:user/a`,
      iamRoleArn: `arn:aws:iam::${memberAccount}:role/stage`,
    };
    expect(await accessResult(stack, connection)).toMatchObject({
      outcome: 'undecided',
      missing: ['account-not-read'],
      evidence: 'declared',
    });
    await stack.mappingOf(functionId).drain();
    // What was not known is remembered for a minute.
    stack.passTo(new Date(Date.now() + 61_000));
    expect(await accessResult(stack, connection)).toMatchObject({
      outcome: 'violation',
      evidence: 'resolved',
    });
  });

  it('that give a requester access violate, when their CloudTrail says so', async ({ stack }) => {
    await organization(stack);
    await stack.mappingOf(functionId).drain();
    await allow(await iamOf(further, stack), 'a', powerful);
    await tellOfMember(stack, further);
    const readings = stack.endpoint.calls('GetAccountAuthorizationDetails');
    await stack.mappingOf(functionId).drain();
    expect(violationsIn(await stack.published())).toMatchObject([
      {
        ruleId: 'requester-has-no-access',
        subject: { requester: `arn:aws:iam::${further}:user/a`, accountId: further },
      },
    ]);
    // No other was read for it.
    expect(stack.endpoint.calls('GetAccountAuthorizationDetails') - readings).toBe(1);
  });

  it('speak of nobody but themselves', async ({ stack }) => {
    await organization(stack);
    await stack.mappingOf(functionId).drain();
    const readings = stack.endpoint.calls('GetAccountAuthorizationDetails');
    await tellOfMember(stack, own, memberAccount);
    await tellOfMember(stack, further, memberAccount);
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 2, failed: [] }]);
    expect(stack.endpoint.calls('GetAccountAuthorizationDetails')).toBe(readings);
    expect(stack.functionOf(functionId).printed()).toContain('speak of another account than their own');
  });

  it('that refuse hold up no other, and nobody asks them again before the clock does', async ({ stack }) => {
    await organization(stack);
    stack.endpoint.fail('AssumeRole', iamRefusal('AccessDenied', 403), 1);
    const batches = await stack.mappingOf(functionId).drain();
    expect(batches.flatMap(({ failed }) => failed)).toEqual([]);
    const known = [await accessOf(stack, memberAccount, 'a'), await accessOf(stack, further, 'a')];
    expect(known.filter((access) => access !== undefined)).toHaveLength(1);
    const printed = stack.functionOf(functionId).printed();
    expect(printed).toContain('"RefreshFailures":1');
    expect(printed).toContain('"message":"an account was not refreshed"');
    expect(await stack.take('PrincipalDeadLetterQueueUrl')).toEqual([]);
  });

  it('that fail are asked again, and they alone', async ({ stack }) => {
    await organization(stack);
    await hurry(stack, functionId);
    await stack.mappingOf(functionId).poll();
    stack.endpoint.fail('AssumeRole', iamRefusal('ServiceUnavailableOnDemand', 400), 1);
    expect((await stack.mappingOf(functionId).poll()).failed).toHaveLength(1);
    await stack.mappingOf(functionId).drain();
    expect(await accessOf(stack, memberAccount, 'a')).toBe(true);
    expect(await accessOf(stack, further, 'a')).toBe(false);
    expect(stack.endpoint.calls('GetAccountAuthorizationDetails')).toBe(3);
  });
});

itAlone('no role of another account is assumed where nobody is to read it', async ({ stack }) => {
  await createUsers(stack.iam, { a: powerless });
  await lookNow(stack);
  await tellOfMember(stack, memberAccount);
  expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 2, failed: [] }]);
  expect(stack.endpoint.calls('AssumeRole')).toBe(0);
  expect(await accessOf(stack, own, 'a')).toBe(false);
});
