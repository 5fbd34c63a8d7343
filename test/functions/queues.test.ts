import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { auditCredentialRequests } from '../../functions/audit-credential-requests/audit-credential-requests.ts';
import { reviewSubmission } from '../../functions/review-submission/review-submission.ts';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import type { Decision, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { FittedDecision } from '../../shared/report/fit-decision.ts';
import { noRootCredentials } from '../../shared/rules/no-root-credentials.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { evaluatedAt, type InvokeOptions, invoke } from '../support/functions/invoke.ts';
import { memoryDecisions } from '../support/functions/memory-decisions.ts';
import { sqsEvent, submissionEvent, trailEvent } from '../support/functions/sqs-event.ts';

const secret = 'SECRET-THAT-MUST-NEVER-LEAVE';
const request = (id: string) => trailEvent(rootRecord(id));
const submission = (submissionId: string) => submissionEvent(patched(compliantSubmission, { submissionId }));
const broken = () => {
  throw new RangeError(secret);
};

/** Both functions over a queue, with messages that lead to one event each, known by a name. */
const doors = [
  {
    name: 'audit-credential-requests',
    message: request,
    malformed: trailEvent({
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      sessionToken: secret,
    }),
    error: 'MalformedRecordError',
    nameOf: (event: BusEvent) => (event.detail as Violation).subject.eventId,
  },
  {
    name: 'review-submission',
    message: submission,
    malformed: submissionEvent({ schemaVersion: '1', secretAccessKey: secret }),
    error: 'MalformedSubmissionError',
    nameOf: (event: BusEvent) => (event.detail as Decision).submissionId,
  },
] as const;

describe.each(doors)('$name', ({ name, message, malformed, error, nameOf }) => {
  const failuresOf = ({ response }: { response: unknown }) =>
    (response as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const invokeOn = (bodies: readonly unknown[], options?: InvokeOptions) =>
    invoke(name, sqsEvent(...bodies), options);

  it('gives back the message whose event was not published, and it alone', async () => {
    const published: (string | undefined)[] = [];
    const invocation = await invokeOn([message('a'), message('b'), message('c')], {
      publish: async (events) => {
        const names = events.map(nameOf);
        if (names.includes('b')) throw new Error('not taken');
        published.push(...names);
      },
    });
    expect(failuresOf(invocation)).toEqual(['m-1']);
    expect(published).toEqual(['a', 'c']);
    expect(invocation.setAside).toEqual([]);
  });

  it('gives back all messages where all fail, without throwing', async () => {
    const invocation = await invokeOn([message('a'), message('b')], {
      publish: async () => {
        throw new Error('not taken');
      },
    });
    expect(failuresOf(invocation)).toEqual(['m-0', 'm-1']);
    expect(invocation.logged).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', `{"sessionToken": ${secret}}`, 'NotJsonError'],
    ['empty', '', 'NotJsonError'],
    ['no event', '7', error],
    ['null', 'null', error],
    ['malformed', malformed, error],
    ['an event without detail', { ...(malformed as object), detail: null }, error],
  ])(
    'sets aside a message that is %s, as it came, with a reason that echoes nothing',
    async (_, body, kind) => {
      const invocation = await invokeOn([message('a'), body]);
      expect(failuresOf(invocation)).toEqual([]);
      const answers = invocation.published.filter(({ detail }) => 'malformed' in detail);
      const isAnswered = name === 'review-submission' && kind === 'MalformedSubmissionError';
      expect(answers).toHaveLength(isAnswered ? 1 : 0);
      const others = invocation.published.filter((event) => !answers.includes(event));
      expect(others.map(nameOf)).toEqual(['a']);
      const asItCame = typeof body === 'string' ? body : JSON.stringify(body);
      const isRedacted = name === 'review-submission' && asItCame.includes(secret);
      expect(invocation.setAside.map((one) => one.body === asItCame)).toEqual([!isRedacted]);
      if (isRedacted) expect(invocation.setAside[0]?.body).not.toContain(secret);
      expect(JSON.stringify(answers)).not.toContain(secret);
      const [aside] = invocation.setAside;
      expect(aside?.reason.name).toBe(kind);
      expect(aside?.reason.message).not.toBe('');
      expect(JSON.stringify([aside?.reason.message, invocation.logged])).not.toContain(secret);
    },
  );

  it('gives back a message that could not be set aside, and it alone', async () => {
    const invocation = await invokeOn(['{', message('a')], {
      setAside: async () => {
        throw new Error('no such queue');
      },
    });
    expect(failuresOf(invocation)).toEqual(['m-0']);
    expect(invocation.published.map(nameOf)).toEqual(['a']);
  });

  it('takes an event that is not wrapped, and an empty batch', async () => {
    const { detail } = message('a');
    expect((await invokeOn([detail])).published.map(nameOf)).toEqual(['a']);
    expect(failuresOf(await invokeOn([]))).toEqual([]);
  });

  it('leads to the same events when a batch is delivered twice', async () => {
    const bodies = [message('a'), message('b')];
    expect((await invokeOn(bodies)).published).toEqual((await invokeOn(bodies)).published);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['no records', {}],
    ['records of another kind', { Records: 'none' }],
    ['a record without a body', { Records: [{ messageId: 'm-0' }] }],
    ['a record without an id', { Records: [{ body: '{}' }] }],
    ['a body that is no text', { Records: [{ messageId: 'm-0', body: {} }] }],
  ])('rejects what is no batch of a queue: %s', async (_, event) => {
    await expect(invoke(name, event)).rejects.toThrow();
  });

  it('gives back a message whose facts could not be had', async () => {
    const factsOf = async () => {
      throw new Error('no facts');
    };
    const common = {
      currentBook: async () => bookOf(),
      meter: countingMeter(),
      factsOf,
      noteCoverage: async () => undefined,
      publish: async () => undefined,
      setAside: async () => undefined,
      now: () => new Date(evaluatedAt),
      log: async () => undefined,
    };
    const gate = { store: memoryDecisions(), validSeconds: 900, newId: () => 'a'.repeat(32) };
    const handler =
      name === 'review-submission'
        ? reviewSubmission({ ...common, ...gate })
        : auditCredentialRequests(common);
    const response = await handler(sqsEvent(message('a')) as unknown as SQSEvent, {} as Context);
    expect(failuresOf({ response })).toEqual(['m-0']);
  });
});

describe('audit-credential-requests', () => {
  it('publishes what the other rules found, then gives the message back, when a rule throws', async () => {
    const faulty = ruleWith({ 'credential-request': broken });
    const invocation = await invoke(
      'audit-credential-requests',
      sqsEvent(request('a'), trailEvent(record('s', { eventSource: 's3.amazonaws.com' }))),
      {
        book: bookOf({}, [faulty, noRootCredentials]),
      },
    );
    expect(invocation.published.map(({ detail }) => (detail as Violation).ruleId)).toEqual([
      'no-root-credentials',
    ]);
    expect(invocation.response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(invocation.setAside).toEqual([]);
  });

  it('publishes each finding as an event of its own', async () => {
    const both = trailEvent(
      record('both', {
        eventName: 'AssumeRoleWithSAML',
        userIdentity: { sessionContext: { assumedRoot: 'true' } },
      }),
    );
    const { published } = await invoke('audit-credential-requests', sqsEvent(both));
    expect(published.map(({ detailType }) => detailType)).toEqual(
      Array(2).fill('Temporary Credentials Violation'),
    );
    expect(published.map(({ detail }) => (detail as Violation).ruleId).sort()).toEqual([
      'no-root-credentials',
      'requester-is-iam-principal',
    ]);
  });

  it.each<[string, object, number]>([
    ['in scope', { scope: { accounts: ['123456789012'] } }, 1],
    ['out of scope', { scope: { accounts: ['999999999999'] } }, 0],
    ['of a rule that is off', { rules: { 'no-root-credentials': { mode: 'off' } } }, 0],
    ['of a rule in mode warn', { rules: { 'no-root-credentials': { mode: 'warn' } } }, 1],
  ])('publishes a finding %s', async (_, policy, count) => {
    const { published, response } = await invoke('audit-credential-requests', sqsEvent(request('a')), {
      book: bookOf(policy),
    });
    expect(published).toHaveLength(count);
    expect(response).toEqual({ batchItemFailures: [] });
  });
});

describe('review-submission', () => {
  it('sets aside a submission in which a name stands twice', async () => {
    const text = JSON.stringify(submission('a')).replace('"task":', `"task":{"name":"${secret}"},"task":`);
    const { setAside, published } = await invoke('review-submission', sqsEvent(text));
    expect(published).toMatchObject([
      {
        detailType: 'Mapping Submission Blocked',
        detail: {
          decision: 'block',
          malformed: [{ pointer: '/detail/task', detail: 'is there more than once' }],
        },
      },
    ]);
    expect(setAside.map(({ reason }) => reason.message)).toEqual([
      'malformed submission: /detail/task is there more than once',
    ]);
  });

  it('answers that a submission is blocked when a rule throws, and says nothing of the inside', async () => {
    const invocation = await invoke('review-submission', sqsEvent(submission('a')), {
      book: bookOf({}, [ruleWith({ endpoint: broken })]),
    });
    const [event] = invocation.published;
    expect(event).toMatchObject({ detailType: 'Mapping Submission Blocked', detail: { decision: 'block' } });
    expect(JSON.stringify(event)).not.toContain(secret);
    expect(invocation.response).toEqual({ batchItemFailures: [] });
  });

  it('leaves out findings that do not fit into an event, and says how many', async () => {
    const ends = (connection: string) =>
      Array.from({ length: 64 }, (_, index) => ({
        name: `${connection.repeat(20)} ${index}`,
        connection,
        s3BucketName: 'shared',
      }));
    const large = patched(compliantSubmission, {
      connections: { other: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/other' } },
      sources: ends('redshift'),
      targets: ends('other'),
    });
    const { published } = await invoke('review-submission', sqsEvent(submissionEvent(large)));
    const [{ detail = {} } = {}] = published;
    const { violations = [], violationsOmitted = 0 } = detail as Partial<FittedDecision>;
    expect(violations.length + violationsOmitted).toBe(64 * 64);
    expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(256 * 1024);
  });

  it('names the decision in the event’s type', async () => {
    const blocked = submissionEvent(
      patched(compliantSubmission, { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] }),
    );
    const { published } = await invoke('review-submission', sqsEvent(submission('a'), blocked));
    expect(published.map(({ detailType }) => detailType)).toEqual([
      'Mapping Submission Allowed',
      'Mapping Submission Blocked',
    ]);
  });
});
