import { DeleteUserPolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refreshCases } from '../../shared/examples/queue-cases.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { type LocalAws, startLocalAws, type Traces } from '../../tools/sam/local-aws.ts';
import { allowing, arnOf } from '../support/access/accounts.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { logLines } from '../support/sam/log-lines.ts';

const user = 'power-user';
const inline = { UserName: user, PolicyName: 'StageAccess' };
let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

async function invoked(name: string, event: string): Promise<{ response: unknown; log: string }> {
  const eventFile = `events/${event}`;
  const { outcome, log } = await invokeFunction({ name, eventFile, variables: aws.variables });
  if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}\n${log}`);
  return { response: outcome.response, log };
}

async function refreshed(event: string, warnings: readonly string[] = []): Promise<Traces> {
  const { response, log } = await invoked('RefreshPrincipals', event);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(logLines(log)).toEqual(warnings);
  return aws.take();
}

function accessIn({ snapshots }: Traces): object {
  return Object.fromEntries(snapshots.map(({ arn, hasAccess }) => [arn, hasAccess]));
}

// One after the other: each finds what those before it left.
it.each(refreshCases.map(({ name }) => name))('%s fills the table', async (name) => {
  const traces = await refreshed(name);
  expect([traces.published, traces.deadLetters]).toEqual([[], []]);
  expect(accessIn(traces)).toEqual({ [arnOf('mapping-requester')]: false, [arnOf(user)]: true });
});

it('what the table says decides G1 for the hook and the audit', async () => {
  const submission = await invoked('CheckSubmission', 'check-submission.requester-has-access.json');
  expect(submission.response).toMatchObject({ statusCode: 403 });
  await invoked('AuditCredentialRequests', 'audit-credential-requests.requester-has-access.json');
  const { published } = await aws.take();
  expect(published.map((event) => event['detail-type'])).toEqual([
    'Mapping Submission Blocked',
    'Temporary Credentials Violation',
  ]);
});

it('who loses access is told of, and who gains it', async () => {
  const event = 'refresh-principals.user-policy-attached.json';
  await aws.iam.send(new DeleteUserPolicyCommand(inline));
  const lost = await refreshed(event, ['warn "nobody can read any more what changes in IAM gave"']);
  expect(lost.published).toMatchObject([
    { source: 'sts-warden', 'detail-type': 'Requester Access Cleared', detail: { arn: arnOf(user) } },
  ]);
  const PolicyDocument = JSON.stringify(allowing(['s3:GetObject']));
  await aws.iam.send(new PutUserPolicyCommand({ ...inline, PolicyDocument }));
  const { published } = await refreshed(event);
  expect(published.map((one) => one['detail-type'])).toEqual(['Temporary Credentials Violation']);
  expect(violationsIn(published)).toMatchObject([
    {
      ruleId: 'requester-has-no-access',
      subject: { requester: arnOf(user) },
      evidence: { grants: [expect.stringContaining('StageAccess')], exampleActions: ['s3:GetObject'] },
    },
  ]);
});
