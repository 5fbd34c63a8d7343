import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
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
import { createUsers, makeOld, refresh } from '../support/aws-stack/principals.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { record } from '../support/cli/audit-command.ts';

const powerless = ['sts:AssumeRole'];
const powerful = ['s3:GetObject'];
const day = 24 * 3600;

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
    expect(g1Of(await check(stack))).toMatchObject(expected);
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
    expect(g1Of(await check(stack))).toMatchObject({ outcome: 'undecided' });
  });
});

describe('an access key alone', () => {
  it('names the user, and so decides G1, G2 and G6', async ({ stack }) => {
    await createUsers(stack.iam, { loader: powerful });
    await refresh(stack);
    const { AccessKey } = await stack.iam.send(new CreateAccessKeyCommand({ UserName: 'loader' }));
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

  /** Moto's accounts have no access keys of the root user, nor has its credential report a row for it. */
  it('names the root user, where the credential report says that it has keys', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerless });
    const head = 'user,arn,access_key_1_active,access_key_2_active';
    const report = btoa(`${head}\n<root_account>,arn:aws:iam::123456789012:root,false,true\n`);
    stack.endpoint.fail(
      'GetCredentialReport',
      iamAnswer('GetCredentialReport', `<Content>${report}</Content>`),
    );
    await refresh(stack);
    stack.endpoint.fail('GetAccessKeyLastUsed', iamAnswer('GetAccessKeyLastUsed', ''), Infinity);
    const decision = await check(stack, { principalArn: null });
    expect(outcomesOf(decision)).toEqual(['not-applicable', 'not-applicable', 'violation']);
    expect(decision.violations).toMatchObject([
      { evidence: { principal: 'arn:aws:iam::123456789012:root', principalSource: 'resolved' } },
    ]);
  });
});

/** The decision on the compliant submission, whose connection differs by a delta. */
async function check({ functionOf }: Deployment, connection: object = {}): Promise<Decision> {
  const submission = patched(compliantSubmission, { connections: { redshift: connection } });
  const request = {
    headers: { 'content-type': 'application/json' },
    queryStringParameters: { dryRun: 'true' },
    body: JSON.stringify(submission),
  };
  const { body } = (await functionOf('CheckSubmission').invoke(request)) as ProxyResponse;
  return JSON.parse(body);
}

function g1Of({ results }: Decision): Decision['results'][number] | undefined {
  return results.find(({ ruleId }) => ruleId === 'requester-has-no-access');
}

/** Of G1, G2 and G6. */
function outcomesOf({ results }: Decision): string[] {
  const asked = ['requester-has-no-access', 'requester-is-iam-principal', 'no-root-credentials'];
  return asked.map((id) => results.find(({ ruleId }) => ruleId === id)?.outcome ?? '');
}
