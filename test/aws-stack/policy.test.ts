import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { digestOf } from '../../shared/json/digest.ts';
import { rules } from '../../shared/rules/index.ts';
import { appConfig } from '../support/aws-stack/app-config.ts';
import { type DeliveredEvent, putEvents } from '../support/aws-stack/bus.ts';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { submissionEntry } from '../support/aws-stack/entries.ts';
import { brokenConnection, refusal, silence } from '../support/aws-stack/faults.ts';
import type { Fault } from '../support/aws-stack/faulty-endpoint.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { itWith } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

const it = itWith({ PolicyInAppConfig: 'true' });

/** Under the defaults the compliant submission is allowed: nobody knows what its requester may do. */
const strict = { schemaVersion: '1', whenUndecided: 'block' };
const lax = { schemaVersion: '1', whenUndecided: 'allow' };
const broken = '{"schemaVersion":"1","whenUndecided":"blok"}';

const text = (body: string, status = 200): Fault => {
  return async () => ({ status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) });
};

type Fail = (faulty: ReturnType<typeof appConfig>) => void;

const failures: readonly [string, Fail][] = [
  ['fails', ({ fails }) => fails(refusal('InternalServerException', 500))],
  ['refuses', ({ fails }) => fails(refusal('AccessDeniedException', 403))],
  ['throttles', ({ fails }) => fails(refusal('ThrottlingException', 429))],
  ['breaks connections', ({ fails }) => fails(brokenConnection)],
  ['answers garbage', ({ fails }) => fails(text('<html>'))],
  ['answers nothing', ({ fails }) => fails(text('{}'))],
  ['is silent', ({ fails }) => fails(silence)],
  ['fails in a session', ({ failsInSession }) => failsInSession(refusal('InternalServerException', 500))],
  ['has no document', ({ failsInSession }) => failsInSession(text(''))],
  ['holds garbage', ({ holds }) => holds('<html>')],
  ['holds a broken document', ({ holds }) => holds(broken)],
];

const nothingDeployed: Fault = async () => ({
  status: 404,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ResourceNotFoundException' },
  body: Buffer.from(JSON.stringify({ Message: 'not found', ResourceType: 'Deployment' })),
});

/** A call of the table that is about the kept policy, and no other, meets a fault. */
function aboutPolicy(fault: Fault): Fault {
  return (call) => (call.body.includes('"in-force"') ? fault(call) : call.pass());
}

/** Asks a hook that has just started. */
async function checkCold({ functionOf }: Deployment): Promise<ProxyResponse> {
  const hook = functionOf('CheckSubmission');
  await hook.kill();
  const request = JSON.parse(await readFile('events/check-submission.compliant.json', 'utf8'));
  // Another task each time: the same one would have the answer that it had.
  const body = JSON.stringify({ ...JSON.parse(request.body), submissionId: randomUUID() });
  return (await hook.invoke({ ...request, body })) as ProxyResponse;
}

const typesOf = (events: readonly DeliveredEvent[]) => events.map((event) => event['detail-type']).sort();
const changesIn = (events: readonly DeliveredEvent[]) =>
  events.filter((event) => event['detail-type'] === 'Policy Changed').map(({ detail }) => detail);

describe('a hook that starts where AWS AppConfig', () => {
  it.for(failures)(
    '%s decides nothing, and by the last good policy once somebody read one',
    async ([, fail], { stack }) => {
      const faulty = appConfig(stack.endpoint);
      fail(faulty);
      const { statusCode, headers, body } = await checkCold(stack);
      expect(statusCode).toBe(503);
      expect(headers['Retry-After']).toMatch(/^\d+$/);
      expect(JSON.parse(body)).not.toHaveProperty('decision');
      expect(await stack.published()).toEqual([]);
      expect(stack.functionOf('CheckSubmission').printed()).toMatch(/"PolicyFailures":1/);

      faulty.holds(strict);
      expect((await checkCold(stack)).statusCode).toBe(403);
      expect(typesOf(await stack.published())).toEqual(['Mapping Submission Blocked', 'Policy Changed']);

      fail(faulty);
      const after = await checkCold(stack);
      expect(after.statusCode).toBe(403);
      expect(JSON.parse(after.body).policyRevision).toBe(digestOf(strict));
      expect(typesOf(await stack.published())).toEqual(['Mapping Submission Blocked']);
    },
  );
});

describe('a hook that starts before a policy was ever deployed', () => {
  it('goes by the defaults, says so, and by the first policy once there is one', async ({ stack }) => {
    const faulty = appConfig(stack.endpoint);
    faulty.fails(nothingDeployed);
    const first = await checkCold(stack);
    expect(first.statusCode).toBe(200);
    expect(JSON.parse(first.body).policyRevision).toBe(digestOf({ schemaVersion: '1' }));
    const printed = stack.functionOf('CheckSubmission').printed();
    expect(printed).toContain('no policy is deployed yet, the defaults are in force');
    expect(printed).toMatch(/"JudgedByDefaults":1/);
    expect(printed).not.toMatch(/"PolicyFailures":[1-9]/);
    expect(typesOf(await stack.published())).toEqual(['Mapping Submission Allowed']);

    faulty.holds(strict);
    expect((await checkCold(stack)).statusCode).toBe(403);
    faulty.fails(nothingDeployed);
    expect((await checkCold(stack)).statusCode).toBe(403);
    expect(stack.functionOf('CheckSubmission').printed()).toMatch(/"PolicyFailures":1/);
  });
});

describe('a hook that starts where the table', () => {
  it.for<[string, Fault]>([
    ['fails', refusal('InternalServerError', 500)],
    ['refuses', refusal('AccessDeniedException')],
    ['breaks connections', brokenConnection],
    ['answers garbage', text('<html>')],
    ['is silent', silence],
  ])('%s goes by AWS AppConfig, and without it decides nothing', async ([, fault], { stack }) => {
    const faulty = appConfig(stack.endpoint);
    faulty.holds(strict);
    await checkCold(stack);
    stack.endpoint.fail('GetItem', aboutPolicy(fault), Infinity);
    expect((await checkCold(stack)).statusCode).toBe(403);
    expect(stack.functionOf('CheckSubmission').printed()).toMatch(/"PolicyRecordFailures":1/);
    faulty.fails(brokenConnection);
    expect((await checkCold(stack)).statusCode).toBe(503);
  });

  it('does not take the policy goes by it all the same, and the next one keeps and tells it', async ({
    stack,
  }) => {
    appConfig(stack.endpoint).holds(strict);
    stack.endpoint.fail('PutItem', refusal('AccessDeniedException'), 1);
    expect((await checkCold(stack)).statusCode).toBe(403);
    expect(typesOf(await stack.published())).toEqual(['Mapping Submission Blocked']);
    await checkCold(stack);
    expect(typesOf(await stack.published())).toEqual(['Mapping Submission Blocked', 'Policy Changed']);
  });
});

it('a change is kept, and told once with both revisions', async ({ stack }) => {
  const faulty = appConfig(stack.endpoint);
  faulty.holds(lax);
  expect((await checkCold(stack)).statusCode).toBe(200);
  expect(changesIn(await stack.published())).toMatchObject([{ revision: digestOf(lax), disarmed: false }]);
  faulty.holds(strict);
  await checkCold(stack);
  await checkCold(stack);
  expect(changesIn(await stack.published())).toMatchObject([
    { revision: digestOf(strict), previousRevision: digestOf(lax) },
  ]);
});

it('of functions that read the first policy at once, one tells', async ({ stack }) => {
  appConfig(stack.endpoint).holds(strict);
  await putEvents(stack.events, [submissionEntry(stack.output('EventBusName'))]);
  await record(stack, rootRecords(1));
  await Promise.all([
    checkCold(stack),
    stack.mappingOf('ReviewSubmission').drain(),
    stack.mappingOf('AuditCredentialRequests').drain(),
  ]);
  expect(changesIn(await stack.published())).toHaveLength(1);
});

it('a policy without rules says so on the bus and in a metric', async ({ stack }) => {
  const off = rules.map(({ meta }) => [meta.id, { mode: 'off' }]);
  appConfig(stack.endpoint).holds({ schemaVersion: '1', rules: Object.fromEntries(off) });
  expect(JSON.parse((await checkCold(stack)).body).results).toEqual([]);
  expect(changesIn(await stack.published())).toMatchObject([{ enforced: [], warned: [], disarmed: true }]);
  expect(stack.functionOf('CheckSubmission').printed()).toMatch(/"PolicyDisarmed":1/);
});

it('a review without a policy leaves submissions in the queue until there is one', async ({ stack }) => {
  const faulty = appConfig(stack.endpoint);
  faulty.fails(refusal('InternalServerException', 500));
  await hurry(stack, 'ReviewSubmission');
  await putEvents(stack.events, [submissionEntry(stack.output('EventBusName'))]);
  const { received, failed } = await stack.mappingOf('ReviewSubmission').poll();
  expect([received, failed.length]).toEqual([1, 1]);
  expect(await stack.published()).toEqual([]);
  faulty.holds(strict);
  await stack.functionOf('ReviewSubmission').kill();
  await stack.mappingOf('ReviewSubmission').drain();
  expect(typesOf(await stack.published())).toEqual(['Mapping Submission Blocked', 'Policy Changed']);
});

describe('the audit', () => {
  const functionId = 'AuditCredentialRequests';

  it('does not find what the policy in AppConfig switches off', async ({ stack }) => {
    appConfig(stack.endpoint).holds({
      schemaVersion: '1',
      rules: { 'no-root-credentials': { mode: 'off' } },
    });
    await record(stack, rootRecords(3));
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 3, failed: [] }]);
    expect(typesOf(await stack.published())).toEqual(['Policy Changed']);
    expect(stack.endpoint.calls('GET /configuration')).toBe(1);
  });

  it.for<[string, Fail, string]>([
    ['is broken', ({ holds }) => holds(broken), 'BrokenPolicyError'],
    [
      'cannot be had',
      ({ fails }) => fails(refusal('InternalServerException', 500)),
      'InternalServerException',
    ],
  ])(
    'finds by the defaults where the first policy %s, which is told, counted, and in what it finds',
    async ([, fail, reason], { stack }) => {
      fail(appConfig(stack.endpoint));
      const expected = await record(stack, rootRecords(3));
      await stack.mappingOf(functionId).drain();
      expect(violationsIn(await stack.published())).toEqual(expected.map(markedAsByDefaults));
      const printed = stack.functionOf(functionId).printed();
      expect(printed).toContain(reason);
      expect(printed).toContain('policy never read, the defaults stand in for it');
      expect(printed).toMatch(/"PolicyFailures":[1-9]/);
      expect(printed).toMatch(/"JudgedByDefaults":[1-9]/);
    },
  );
});

function markedAsByDefaults(violation: Violation): Violation {
  const policyInForce = 'defaults: the policy that the operator set was never read';
  return { ...violation, evidence: { ...violation.evidence, policyInForce } };
}
