import { CreateAccessKeyCommand, UpdateUserCommand } from '@aws-sdk/client-iam';
import { describe, expect } from 'vitest';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { arnOf } from '../support/access/accounts.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { recordEntry } from '../support/aws-stack/entries.ts';
import { iamAnswer } from '../support/aws-stack/faults.ts';
import { it, itWith } from '../support/aws-stack/it.ts';
import { createUsers, makeOld, refresh, seekEarlier } from '../support/aws-stack/principals.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { record } from '../support/cli/audit-command.ts';

const powerless = ['sts:AssumeRole'];
const powerful = ['s3:GetObject'];
const day = 24 * 3600;
/** A reader, who is told everything. */
const auditor = 'arn:aws:iam::123456789012:user/auditor';
const itTold = itWith({ Readers: auditor });

describe('what a requester may do decides G1', () => {
  const user = 'mapping-requester';
  const states: [string, (stack: Deployment) => Promise<void>, object][] = [
    ['nothing', (stack) => seen(stack, powerless), { outcome: 'pass' }],
    ['something', (stack) => seen(stack, powerful), { outcome: 'violation' }],
    ['nobody has looked', async () => {}, { outcome: 'undecided', missing: ['iam-policies'] }],
    [
      'somebody looked more than a day ago',
      async (stack) => {
        await seen(stack, powerless);
        await makeOld(stack, user, day + 60);
      },
      { outcome: 'undecided', missing: ['recent-iam-policies'] },
    ],
  ];

  async function seen(stack: Deployment, actions: readonly string[]): Promise<void> {
    await createUsers(stack.iam, { [user]: actions });
    await refresh(stack);
  }

  it.for(states)('of a submission: %s', async ([, prepare, expected], { stack }) => {
    await prepare(stack);
    // Somebody waits for the answer, and a refresh is soon to tell: this is no time to decide.
    if (isOld(expected)) expect((await answer(stack, {})).statusCode).toBe(503);
    else expect(g1Of(await check(stack))).toMatchObject(expected);
  });

  it.for(states)('of a request for credentials: %s', async ([, prepare, expected], { stack }) => {
    await prepare(stack);
    await putEvents(stack.events, [recordEntry(record('a'))]);
    const audit = 'AuditCredentialRequests';
    expect(await stack.mappingOf(audit).drain()).toEqual([{ received: 1, failed: [] }]);
    const isViolation = 'outcome' in expected && expected.outcome === 'violation';
    const found = violationsIn(await stack.published()).map(({ ruleId }) => ruleId);
    expect(found).toEqual(isViolation ? ['requester-has-no-access'] : []);
    const [, undecided] = /"Undecided":(\d)/.exec(stack.functionOf(audit).printed()) ?? [];
    expect(undecided).toBe('missing' in expected ? '1' : undefined);
  });

  itWith({ SnapshotMaxAgeSeconds: '3600' })('for as long as the operator says', async ({ stack }) => {
    await seen(stack, powerless);
    await makeOld(stack, user, 3500);
    expect(g1Of(await check(stack))).toMatchObject({ outcome: 'pass' });
    await makeOld(stack, user, 3700);
    // It remembers what it was told for a minute.
    await stack.functionOf('CheckSubmission').kill();
    expect((await answer(stack, {})).statusCode).toBe(503);
  });
});

describe('an access key alone', () => {
  itTold('names the user, and so decides G1, G2 and G6', async ({ stack }) => {
    await createUsers(stack.iam, { loader: powerful });
    const { AccessKey } = await stack.iam.send(new CreateAccessKeyCommand({ UserName: 'loader' }));
    await refresh(stack);
    const decision = await check(stack, { principalArn: null, accessKeyId: AccessKey?.AccessKeyId });
    expect(outcomesOf(decision)).toEqual(['violation', 'pass', 'pass']);
    expect(decision.violations).toMatchObject([
      {
        ruleId: 'requester-has-no-access',
        evidence: { principal: arnOf('loader'), principalSource: 'resolved' },
      },
    ]);
  });

  it('of nobody in the account decides none of them', async ({ stack }) => {
    const decision = await check(stack, { principalArn: null });
    expect(outcomesOf(decision)).toEqual(['undecided', 'undecided', 'undecided']);
  });

  it('that is new decides nothing: it is listed soon, and then does', async ({ stack }) => {
    await createUsers(stack.iam, { loader: powerful });
    await refresh(stack);
    const { AccessKey } = await stack.iam.send(new CreateAccessKeyCommand({ UserName: 'loader' }));
    const connection = { principalArn: null, accessKeyId: AccessKey?.AccessKeyId };
    for (const _ of [1, 2]) expect((await answer(stack, connection)).statusCode).toBe(503);
    expect(await stack.mappingOf('RefreshPrincipals').drain()).toEqual([{ received: 1, failed: [] }]);
    expect(outcomesOf(await check(stack, connection))).toEqual(['violation', 'pass', 'pass']);
  });

  /** Moto's accounts have no access keys of the root user. */
  itTold('that is no user’s names the root user, where that has keys', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerless });
    await refresh(stack);
    const accessKeyId = 'AKIAROOTKEYROOTKEY01';
    const connection = { accessKeyId };
    expect((await answer(stack, connection)).statusCode).toBe(503);
    await seekEarlier(stack, accessKeyId, 60);
    const summary =
      '<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>1</value></entry></SummaryMap>';
    stack.endpoint.fail('GetAccountSummary', iamAnswer('GetAccountSummary', summary));
    expect(await stack.mappingOf('RefreshPrincipals').drain()).toHaveLength(1);
    const decision = await check(stack, connection);
    expect(outcomesOf(decision)).toEqual(['not-applicable', 'not-applicable', 'violation']);
    expect(decision.violations).toMatchObject([
      { evidence: { principal: 'arn:aws:iam::123456789012:root', principalSource: 'resolved' } },
    ]);
  });

  it('of one that has a clean user’s name now is judged by itself', async ({ stack }) => {
    await createUsers(stack.iam, { 'mapping-requester': powerless, admin: powerful });
    const { AccessKey } = await stack.iam.send(new CreateAccessKeyCommand({ UserName: 'admin' }));
    await refresh(stack);
    const rename = (UserName: string, NewUserName: string) =>
      stack.iam.send(new UpdateUserCommand({ UserName, NewUserName }));
    await rename('mapping-requester', 'clean');
    await rename('admin', 'mapping-requester');
    const connection = { accessKeyId: AccessKey?.AccessKeyId };
    expect(g1Of(await check(stack, connection))).toMatchObject({ outcome: 'violation' });
    await refresh(stack);
    await stack.functionOf('CheckSubmission').kill();
    expect(g1Of(await check(stack, connection))).toMatchObject({ outcome: 'violation' });
  });
});

/** The decision on the compliant submission, whose connection differs by a delta. */
async function check(stack: Deployment, connection: object = {}): Promise<Decision> {
  return JSON.parse((await answer(stack, connection)).body);
}

async function answer({ functionOf }: Deployment, connection: object): Promise<ProxyResponse> {
  const submission = patched(compliantSubmission, { connections: { redshift: connection } });
  const request = {
    headers: { 'content-type': 'application/json' },
    queryStringParameters: { dryRun: 'true' },
    requestContext: { identity: { userArn: auditor } },
    body: JSON.stringify(submission),
  };
  return (await functionOf('CheckSubmission').invoke(request)) as ProxyResponse;
}

function isOld(expected: object): boolean {
  return 'missing' in expected && JSON.stringify(expected.missing).includes('recent');
}

function g1Of({ results }: Decision): Decision['results'][number] | undefined {
  return results.find(({ ruleId }) => ruleId === 'requester-has-no-access');
}

/** Of G1, G2 and G6. */
function outcomesOf({ results }: Decision): string[] {
  const asked = ['requester-has-no-access', 'requester-is-iam-principal', 'no-root-credentials'];
  return asked.map((id) => results.find(({ ruleId }) => ruleId === id)?.outcome ?? '');
}
