import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  type CheckDependencies,
  checkSubmission,
} from '../../functions/check-submission/check-submission.ts';
import { reviewSubmission } from '../../functions/review-submission/review-submission.ts';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { TooManyCallsError } from '../../shared/http/errors.ts';
import type { ProxyRequest } from '../../shared/http/json-body.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';
import { memoryDecisions } from '../support/functions/memory-decisions.ts';
import { sqsEvent, submissionEvent } from '../support/functions/sqs-event.ts';

const orchestrator = 'arn:aws:sts::123456789012:assumed-role/orchestrator/run-1';
const named = { ...compliantSubmission, submissionId: 'orders-1' };
const other = patched(named, { task: { expectedRunSeconds: 9999 } });

/** One hook, with a table in memory, and what it has published. */
function hook(more: Partial<CheckDependencies> = {}, remaining = 20_000) {
  const published: BusEvent[] = [];
  const meter = countingMeter();
  let made = 0;
  const common = {
    currentBook: async () => bookOf(),
    factsOf: async () => noFacts,
    store: memoryDecisions(),
    publish: async (events: readonly BusEvent[]) => void published.push(...events),
    validSeconds: 900,
    newId: () => String(made++).padStart(32, '0'),
    now: () => new Date(evaluatedAt),
    meter,
    log: async () => undefined,
  };
  const check = checkSubmission({
    ...common,
    verifyProofs: async () => [],
    countCall: async () => undefined,
    readers: [],
    ...more,
  });
  const review = reviewSubmission({ ...common, setAside: async () => undefined, ...more });
  const context = { getRemainingTimeInMillis: () => remaining } as Context;

  async function ask(document: object, request: ProxyRequest = {}, userArn = orchestrator) {
    const { statusCode, headers, body } = await check(
      {
        body: JSON.stringify(document),
        requestContext: { identity: { userArn } },
        ...request,
        headers: { 'Content-Type': 'application/json', ...request.headers },
      },
      context,
    );
    return { statusCode, headers, answer: JSON.parse(body) };
  }
  return { ask, review, published, meter };
}

describe('an allow', () => {
  it('says what was decided, for whom, until when and on what evidence, in the answer as in the event', async () => {
    const { ask, published } = hook();
    const { statusCode, answer } = await ask(named);
    expect(statusCode).toBe(200);
    expect(answer).toMatchObject({
      decisionId: `d1-${'0'.repeat(32)}`,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      caller: orchestrator,
      validUntil: '2026-10-01T12:15:00.000Z',
      requesters: [{ connection: 'redshift', hop: 'staging', evidence: 'declared' }],
      timings: { facts: 0, total: 0 },
    });
    expect(published).toEqual([{ detailType: 'Mapping Submission Allowed', detail: answer }]);
  });

  it('of another content has another digest', async () => {
    const { ask } = hook();
    const [one, two] = [await ask(compliantSubmission), await ask(patched(other, { submissionId: null }))];
    expect(one.answer.digest).not.toBe(two.answer.digest);
  });
});

describe('a dry run', () => {
  const dry = { queryStringParameters: { dryRun: 'true' } };

  it('says so, has no id, holds for nothing, and is published and counted nowhere', async () => {
    const { ask, published, meter } = hook();
    const { answer } = await ask(named, dry);
    expect(answer).toMatchObject({ decision: 'allow', dryRun: true });
    expect(answer).not.toHaveProperty('decisionId');
    expect(answer).not.toHaveProperty('validUntil');
    expect(published).toEqual([]);
    expect(meter.counted).not.toHaveProperty('SubmissionsAllowed');
    expect((await ask(named)).answer).not.toHaveProperty('dryRun');
  });
});

describe('the same submission', () => {
  it.each<[string, object, ProxyRequest]>([
    ['under its own id', named, {}],
    ['with the same Idempotency-Key', compliantSubmission, { headers: { 'Idempotency-Key': 'run-7' } }],
    ['with that key in other letters', compliantSubmission, { headers: { 'idempotency-key': 'run-7' } }],
  ])('%s has the same answer, published once', async (_, document, request) => {
    const { ask, published } = hook();
    const [first, second] = [await ask(document, request), await ask(document, request)];
    expect(second.answer).toEqual(first.answer);
    expect(published).toHaveLength(1);
  });

  it('without an id is decided anew', async () => {
    const { ask, published } = hook();
    const [first, second] = [await ask(compliantSubmission), await ask(compliantSubmission)];
    expect(second.answer.decisionId).not.toBe(first.answer.decisionId);
    expect(published).toHaveLength(2);
  });

  it('of another caller is decided for that caller', async () => {
    const { ask } = hook();
    const first = await ask(named);
    const second = await ask(named, {}, 'arn:aws:iam::123456789012:user/somebody');
    expect(second.answer.decisionId).not.toBe(first.answer.decisionId);
  });

  it('whose decision could not be published has that decision once it can', async () => {
    let isDown = true;
    const sent: BusEvent[] = [];
    const { ask } = hook({
      publish: async (events) => {
        if (isDown) throw new Error('not taken');
        sent.push(...events);
      },
    });
    expect((await ask(compliantSubmission)).statusCode).toBe(503);
    isDown = false;
    const { answer } = await ask(compliantSubmission);
    expect(answer.decisionId).toBe(`d1-${'0'.repeat(32)}`);
    expect(sent).toEqual([{ detailType: 'Mapping Submission Allowed', detail: answer }]);
  });
});

describe('an id of another submission', () => {
  it.each<[string, ProxyRequest, object]>([
    ['its own', {}, other],
    [
      'the Idempotency-Key',
      { headers: { 'Idempotency-Key': 'run-7' } },
      patched(other, { submissionId: 'x' }),
    ],
  ])('is refused with 409: %s', async (_, request, second) => {
    const { ask, published } = hook();
    await ask(named, request);
    const { statusCode, answer } = await ask(second, request);
    expect([statusCode, answer.type]).toEqual([409, 'urn:sts-warden:problem:other-submission']);
    expect(published).toHaveLength(1);
  });
});

describe('the hook', () => {
  it.each(['', 'a b', 'é', 'x'.repeat(256)])('refuses the Idempotency-Key %j', async (key) => {
    const { ask, published } = hook();
    const { statusCode } = await ask(named, { headers: { 'Idempotency-Key': key } });
    expect(statusCode).toBe(400);
    expect(published).toEqual([]);
  });

  it('publishes nothing that it has no time left to tell', async () => {
    const { ask, published } = hook({}, 9000);
    expect((await ask(named)).statusCode).toBe(503);
    expect(published).toEqual([]);
  });

  it('refuses who calls too often, before anything else, and says when to call again', async () => {
    const calls: unknown[] = [];
    const { ask } = hook({
      countCall: async (call) => {
        calls.push(call);
        throw new TooManyCallsError(7);
      },
    });
    const { statusCode, headers } = await ask({ nonsense: true });
    expect([statusCode, headers['Retry-After']]).toEqual([429, '7']);
    expect(calls).toEqual([{ caller: '123456789012:role/orchestrator', dryRun: false }]);
  });

  it('tells a reader what it found out, and others not', async () => {
    const declared = patched(named, {
      connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root' } },
    });
    const messageOf = async (readers: readonly string[]) =>
      (await hook({ readers }).ask(declared)).answer.violations[0].message;
    expect(await messageOf(['arn:aws:iam::123456789012:role/orchestrator'])).toContain('123456789012:root');
    expect(await messageOf(['arn:aws:iam::123456789012:role/other'])).not.toContain('123456789012:root');
  });
});

const eventOf = (id: string, document: object) => ({ ...submissionEvent(document), id });

describe('an event', () => {
  it('that is handed over again has one decision', async () => {
    const { review, published } = hook();
    const event = sqsEvent(eventOf('event-1', compliantSubmission));
    for (const _ of [1, 2]) await review(event as never, {} as Context);
    expect(published).toHaveLength(1);
    await review(sqsEvent(eventOf('event-2', compliantSubmission)) as never, {} as Context);
    expect(published).toHaveLength(2);
  });

  it('whose id is that of another submission is answered, blocked', async () => {
    const { review, published } = hook();
    for (const event of [eventOf('event-1', named), eventOf('event-2', other)])
      await review(sqsEvent(event) as never, {} as Context);
    expect(published.map(({ detailType }) => detailType).sort()).toEqual([
      'Mapping Submission Allowed',
      'Mapping Submission Blocked',
    ]);
    const blocked = published.find(({ detailType }) => detailType.endsWith('Blocked'));
    expect(blocked?.detail).toMatchObject({
      submissionId: 'orders-1',
      decision: 'block',
      malformed: [{ pointer: '/submissionId' }],
    });
  });

  it('that cannot be read has the same answer each time', async () => {
    const { review, published } = hook();
    for (const _ of [1, 2])
      await review(sqsEvent(submissionEvent({ password: 'HIDE' })) as never, {} as Context);
    const [first, second] = published;
    expect(first).toEqual(second);
    expect(JSON.stringify(first)).not.toContain('HIDE');
  });
});
