import { CreateRoleCommand, UpdateRoleCommand } from '@aws-sdk/client-iam';
import { describe, expect } from 'vitest';
import type { Decision, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { recordEntry } from '../support/aws-stack/entries.ts';
import { iamRefusal, refusal } from '../support/aws-stack/faults.ts';
import { it, itWith } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { expiredRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const roleArn = 'arn:aws:iam::123456789012:role/redshift-stage';
const readers = itWith({ Readers: 'arn:aws:iam::123456789012:user/auditor' });

async function submit({ functionOf }: Deployment, delta: object): Promise<ProxyResponse> {
  return (await functionOf('CheckSubmission').invoke({
    headers: { 'content-type': 'application/json' },
    requestContext: { identity: { userArn: 'arn:aws:iam::123456789012:user/auditor' } },
    body: JSON.stringify(patched(compliantSubmission, delta)),
  })) as ProxyResponse;
}

async function outcomeOf(stack: Deployment, ruleId: string, delta: object) {
  const { statusCode, body } = await submit(stack, delta);
  const { results }: Decision = JSON.parse(body);
  return [statusCode, results.find((result) => result.ruleId === ruleId)] as const;
}

describe('how long a role may be assumed', () => {
  const longer = { sources: [{ temporaryCredentialDuration: 7200 }] };
  const grantable = (stack: Deployment) => outcomeOf(stack, 'duration-is-grantable', longer);

  readers('is what IAM says of it', async ({ stack }) => {
    expect(await grantable(stack)).toMatchObject([
      200,
      { outcome: 'undecided', missing: ['role-max-session-duration'] },
    ]);
    await stack.functionOf('CheckSubmission').kill();
    const RoleName = 'redshift-stage';
    await stack.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}' }));
    expect(await grantable(stack)).toMatchObject([403, { outcome: 'violation' }]);
    await stack.iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }));
    // It remembers what it was told for a minute.
    expect(await grantable(stack)).toMatchObject([403, { outcome: 'violation' }]);
    await stack.functionOf('CheckSubmission').kill();
    expect(await grantable(stack)).toMatchObject([200, { outcome: 'pass' }]);
    expect(stack.endpoint.calls('GetRole')).toBe(3);
  });

  it('decides nothing where IAM does not answer', async ({ stack }) => {
    stack.endpoint.fail('GetRole', iamRefusal('AccessDenied', 403), Infinity);
    expect((await submit(stack, longer)).statusCode).toBe(503);
    expect(await stack.published()).toEqual([]);
  });
});

it('a task is not decided where the runs of it cannot be had', async ({ stack }) => {
  const unknown = { task: { id: 'task-1', expectedRunSeconds: null } };
  stack.endpoint.fail('Query', refusal('AccessDeniedException', 403), 1);
  expect((await submit(stack, unknown)).statusCode).toBe(503);
  expect((await submit(stack, unknown)).statusCode).toBe(200);
});

describe('a call that was refused as expired, perhaps', () => {
  const start = Date.now() - 3600 * 1000;
  const at = (seconds: number) => `${new Date(start + seconds * 1000).toISOString().slice(0, 19)}Z`;
  const issued = patched(compliantRecord, {
    eventTime: at(0),
    responseElements: { credentials: { expiration: at(900) } },
  });
  const stale = expiredRecord('stale', {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    errorCode: 'Client.RequestExpired',
    eventTime: at(1200),
  });
  const run = {
    schemaVersion: '1',
    runId: 'task-1/7',
    task: { id: 'task-1', name: 'orders-daily' },
    startedAt: at(0),
    roleArns: [roleArn],
  };

  async function track({ events, output, mappingOf }: Deployment): Promise<void> {
    const EventBusName = output('EventBusName');
    const ofRun = { EventBusName, Source: 'informatica.mapping', DetailType: 'Mapping Run Started' };
    await putEvents(events, [{ ...ofRun, Detail: JSON.stringify(run) }]);
    await putEvents(events, [recordEntry(issued)]);
    await mappingOf('TrackSessions').drain();
    await mappingOf('AuditCredentialRequests').drain();
  }

  it('is joined to its session and run, as in an archive', async ({ stack }) => {
    await track(stack);
    await stack.published();
    await putEvents(stack.events, [recordEntry(stale)]);
    expect(await stack.mappingOf('AuditCredentialRequests').drain()).toEqual([{ received: 1, failed: [] }]);
    const live = violationsIn(await stack.published());
    expect(live).toMatchObject([
      {
        ruleId: 'renew-before-expiry',
        evidence: { secondsAfterExpiry: 300, sessionName: 'mapping-orders', runIds: ['task-1/7'] },
      },
    ]);
    const { write } = await temporaryFolder();
    const { stdout } = await command([
      ...['audit', '--format', 'json', '--runs', await write('runs.json', run)],
      await write('trail.json', { Records: [issued, stale] }),
    ]);
    const { violations }: { violations: Violation[] } = JSON.parse(stdout);
    const ofCall = violations.filter(({ subject }) => subject.kind === 'refused-call');
    expect(ofCall.map(({ id, evidence }) => ({ id, evidence }))).toEqual(
      live.map(({ id, evidence }) => ({ id, evidence })),
    );
  });

  it('comes again where nobody can say which session it was', async ({ stack }) => {
    await track(stack);
    await stack.published();
    await putEvents(stack.events, [recordEntry(stale)]);
    stack.endpoint.fail('Query', refusal('AccessDeniedException', 403), 2);
    const { failed } = await stack.mappingOf('AuditCredentialRequests').poll();
    expect(failed).toHaveLength(1);
    expect(violationsIn(await stack.published())).toEqual([]);
  });
});
