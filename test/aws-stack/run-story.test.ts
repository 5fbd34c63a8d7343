import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { arnOf } from '../support/access/accounts.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import { account } from '../support/aws-stack/clients.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { it } from '../support/aws-stack/it.ts';
import { createUsers, refresh } from '../support/aws-stack/principals.ts';
import { fire, waitingSchedules } from '../support/aws-stack/schedules.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const roleArn = `arn:aws:iam::${account}:role/redshift-stage`;
const start = new Date(Math.floor(Date.now() / 1000) * 1000);
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const text = (time: Date) => time.toISOString().replace('.000', '');

const started = {
  schemaVersion: '1',
  runId: 'task-1/7',
  task: { id: 'task-1', name: 'orders-daily' },
  startedAt: text(start),
  roleArns: [roleArn],
};
const died = {
  ...started,
  endedAt: text(after(1000)),
  outcome: 'failed',
  errorMessage: 'The provided token has expired.',
};
const issued = patched(compliantRecord, {
  eventTime: text(after(5)),
  responseElements: { credentials: { expiration: text(after(905)) } },
});

async function tell({ events, output }: Deployment, detailType: string, detail: object): Promise<void> {
  const entry = {
    EventBusName: output('EventBusName'),
    Source: 'informatica.mapping',
    DetailType: detailType,
  };
  await putEvents(events, [{ ...entry, Detail: JSON.stringify(detail) }]);
}

it('a task is allowed; its run is warned of, dies of expiry and is judged; the next one is blocked', async ({
  stack,
}) => {
  const { events, iam, scheduler, functionOf, mappingOf } = stack;
  await createUsers(iam, { 'mapping-requester': ['sts:AssumeRole'] });
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'mapping-requester' }));
  const accessKey = AccessKey?.AccessKeyId ?? '';
  await refresh(stack);
  const identity = {
    accessKey,
    accountId: account,
    caller: 'AIDAEXAMPLEEXAMPLE01',
    userArn: arnOf('mapping-requester'),
  };

  async function submit(submissionId: string) {
    const document = patched(compliantSubmission, {
      submissionId,
      task: { id: 'task-1', expectedRunSeconds: null },
      connections: { redshift: { accessKeyId: accessKey } },
    });
    const { statusCode, body } = (await functionOf('CheckSubmission').invoke({
      headers: { 'content-type': 'application/json' },
      requestContext: { identity },
      body: JSON.stringify(document),
    })) as ProxyResponse;
    return { status: statusCode, answer: JSON.parse(body) };
  }
  const track = () => mappingOf('TrackSessions').drain();
  const published = async (detailType: string) =>
    (await stack.published())
      .filter((event) => event['detail-type'] === detailType)
      .map(({ detail }) => detail as Violation);

  expect((await submit('orders-1')).status).toBe(200);

  await tell(stack, 'Mapping Run Started', started);
  await putEvents(events, [
    { Source: 'aws.sts', DetailType: 'AWS API Call via CloudTrail', Detail: JSON.stringify(issued) },
  ]);
  await track();
  const [expiry, ...more] = await waitingSchedules(scheduler);
  if (expiry === undefined) throw new Error('nothing was scheduled');
  expect([expiry.at, more]).toEqual([after(605), []]);
  expect(expiry.target).toBe(stack.output('SessionQueueArn'));

  // Nothing renews the credentials.
  await fire(stack, expiry);
  await track();
  const [warning, ...further] = await published('Temporary Credentials Expiring');
  expect(further).toEqual([]);
  expect(warning).toMatchObject({ runId: 'task-1/7', roleArn, session: { expiresAt: text(after(905)) } });
  await fire(stack, expiry).catch(() => undefined);
  await track();
  expect(await published('Temporary Credentials Expiring')).toEqual([]);

  stack.passTo(after(1001));
  await tell(stack, 'Mapping Run Ended', died);
  await track();
  const [end, ...others] = await waitingSchedules(scheduler);
  if (end === undefined) throw new Error('nothing was scheduled');
  expect([end.at, others]).toEqual([after(1900), []]);
  await fire(stack, end);
  await track();
  const live = await published('Temporary Credentials Violation');
  expect(live).toMatchObject([
    {
      ruleId: 'renew-before-expiry',
      subject: { kind: 'run', runId: 'task-1/7', taskId: 'task-1', roleArn },
      evidence: { diedOfExpiry: true, uncoveredSeconds: 95, endedAccessKeyId: 'ASIAEXAMPLEEXAMPLE77' },
    },
  ]);

  const next = await submit('orders-2');
  expect(next.status).toBe(403);
  expect(next.answer.violations).toMatchObject([
    { ruleId: 'duration-covers-run', evidence: { durationSeconds: 900, diedRuns: 1, knownRuns: 1 } },
    { ruleId: 'duration-covers-run' },
  ]);

  expect(await auditedIds()).toEqual(live.map(({ id }) => id));
});

/** The ids of what an archive of the same records and runs shows. */
async function auditedIds(): Promise<string[]> {
  const { path } = await temporaryFolder();
  await writeFile(join(path, 'trail.json'), JSON.stringify({ Records: [issued] }));
  await writeFile(join(path, 'runs.jsonl'), `${JSON.stringify(started)}\n${JSON.stringify(died)}\n`);
  const { stdout } = await command([
    ...['audit', '--format', 'json', '--runs', join(path, 'runs.jsonl'), join(path, 'trail.json')],
  ]);
  const { violations }: { violations: Violation[] } = JSON.parse(stdout);
  return violations.filter(({ subject }) => subject.kind === 'run').map(({ id }) => id);
}
