import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelopes } from '../shared/archive/envelopes.ts';
import { MalformedRecordError } from '../shared/cloudtrail/errors.ts';
import { parseRecord } from '../shared/cloudtrail/parse-record.ts';
import { decide } from '../shared/evaluation/decide.ts';
import { evaluateRecord, evaluateSession } from '../shared/evaluation/evaluate-record.ts';
import type { Outcome } from '../shared/evaluation/outcome.ts';
import { compliantRecord, compliantRun, compliantSubmission, patched } from '../shared/examples/compliant.ts';
import { isActivityLogEntry, runOfLogEntry } from '../shared/informatica/activity-log.ts';
import { isObject } from '../shared/json/value.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';
import { knownRuns } from '../shared/sessions/known-runs.ts';
import { parseRun } from '../shared/sessions/parse-run.ts';
import { MalformedRunError, type Run } from '../shared/sessions/run.ts';
import { chainSessions } from '../shared/sessions/session-chains.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import { bookOf } from './support/evaluation/rule-books.ts';
import { expiredCallRecord } from './support/evaluation/subjects.ts';
import { mutated } from './support/hostile/mutated.ts';
import { soundSubmissions } from './support/hostile/sound-submissions.ts';

const book = bookOf();
const evaluatedAt = '2026-10-15T12:00:00.000Z';
const outcomesThere: readonly string[] = ['pass', 'violation', 'not-applicable', 'undecided'];

/** The compliant submission, and one that has everything that the second edition knows. */
const submissions = [
  compliantSubmission,
  patched(compliantSubmission, {
    task: { id: 'task-1', parameterFile: true, expectedRunSeconds: null },
    connections: {
      redshift: {
        name: 'Redshift stage',
        region: null,
        database: {
          iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
          accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
          useEc2RoleToAssumeRole: true,
        },
        unresolved: ['region', 'externalId'],
      },
      lake: { type: 'unknown', name: 'Lake' },
    },
    sources: [
      { s3BucketName: 's3://mapping-stage/in', unloadOptions: "AWS_IAM_ROLE='default'", overridable: true },
    ],
    targets: [
      { connection: 'lake', s3BucketName: null, unresolved: ['s3BucketName', 'temporaryCredentialDuration'] },
    ],
  }),
];
const failedRun = { ...compliantRun, outcome: 'failed', errorMessage: 'The provided token has expired.' };
const logEntry = {
  '@type': 'activityLogEntry',
  objectId: '0100000B00000000000A',
  objectName: 'orders-daily',
  runId: 7,
  startTimeUtc: '2026-09-30T08:00:00.000Z',
  endTimeUtc: '2026-09-30T08:10:00.000Z',
  state: 3,
  errorMsg: 'ExpiredToken',
};

/** What an action returns; `undefined` where it threw an error of the kind that it may throw. */
function unlessRefused<T>(refusal: new (...all: never[]) => Error, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    expect(error).toBeInstanceOf(refusal);
    return undefined;
  }
}

function expectSound(outcomes: readonly Outcome[]) {
  for (const { judged } of outcomes) expect(outcomesThere).toContain(judged.outcome);
}

describe('any value at all', () => {
  it.each([
    [
      'of JavaScript',
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
    ],
    ['of JSON', fc.jsonValue()],
  ])('%s is read as a record or refused as malformed', (_, values) => {
    fc.assert(
      fc.property(values, (value) => {
        unlessRefused(MalformedRecordError, () => parseRecord(value));
      }),
    );
  });

  it('of JSON is read as a submission or refused as malformed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        unlessRefused(MalformedSubmissionError, () => parseSubmission(value));
      }),
    );
  });

  it.each([
    [
      'of JavaScript',
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
    ],
    ['of JSON', fc.jsonValue()],
  ])('%s is read as a run or refused as malformed', (_, values) => {
    fc.assert(
      fc.property(values, (value) => {
        unlessRefused(MalformedRunError, () => parseRun(value));
        if (isObject(value)) unlessRefused(MalformedRunError, () => runOfLogEntry(value));
        isActivityLogEntry(value);
      }),
    );
  });

  it('of text is the unload options of a source that is judged without a fault', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom("'", '"', ';', '\n', '=', ' ', 'KMS_KEY_ID', 'AWS_IAM_ROLE'),
        maxLength: 30,
      }),
    );
    fc.assert(
      fc.property(text, (unloadOptions) => {
        const value = patched(compliantSubmission, {
          sources: [{ unloadOptions, encryptionType: 'sse-kms' }],
        });
        const submission = unlessRefused(MalformedSubmissionError, () => parseSubmission(value));
        if (submission === undefined) return;
        const { results } = decide(book, { submission, facts: noFacts, evaluatedAt });
        for (const { outcome } of results) expect(outcomesThere).toContain(outcome);
      }),
    );
  });

  it('of JSON is opened as an envelope, or is content itself', () => {
    const envelope = fc.letrec((tie) => ({
      inner: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }),
        tie('list'),
        tie('Records'),
        tie('Events'),
        tie('detail'),
      ),
      list: fc.array(tie('inner'), { maxLength: 3 }),
      Records: tie('list').map((Records) => ({ Records })),
      Events: tie('inner').map((inner) => ({ Events: [{ CloudTrailEvent: JSON.stringify(inner) }] })),
      detail: tie('inner').map((detail) => ({ 'detail-type': 'x', detail })),
    })).inner;
    fc.assert(
      fc.property(envelope, (value) => {
        for (const one of openEnvelopes(value)) expect(Object.keys(one)).toHaveLength(1);
      }),
    );
  });
});

describe('a sound document in which something was replaced', () => {
  it('is read as a record and judged without a fault, or refused as malformed', () => {
    fc.assert(
      fc.property(mutated(fc.constantFrom(compliantRecord, expiredCallRecord)), (value) => {
        const record = unlessRefused(MalformedRecordError, () => parseRecord(value));
        if (record === undefined) return;
        expectSound(evaluateRecord(book, record, noFacts));
        if (record.kind !== 'credential-request') return;
        const links = chainSessions([record]).flatMap((chain) => chain.links);
        for (const link of links) expectSound(evaluateSession(book, link, noFacts));
      }),
      { numRuns: 500 },
    );
  });

  it('is read as a submission and decided without a fault, or refused as malformed', () => {
    fc.assert(
      fc.property(mutated(fc.constantFrom(...submissions)), (value) => {
        const submission = unlessRefused(MalformedSubmissionError, () => parseSubmission(value));
        if (submission === undefined) return;
        const { results } = decide(book, { submission, facts: noFacts, evaluatedAt });
        for (const { outcome } of results) expect(outcomesThere).toContain(outcome);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a run', fc.constantFrom(compliantRun, failedRun), parseRun],
    [
      'an entry of the activity log',
      fc.constant(logEntry),
      (value: unknown) => (isObject(value) ? runOfLogEntry(value) : undefined),
    ],
  ])('is read as %s with times in their order, or refused as malformed', (_, documents, read) => {
    fc.assert(
      fc.property(mutated(documents), (value) => {
        const run: Run | undefined = unlessRefused(MalformedRunError, () => read(value));
        if (run === undefined) return;
        expect(Number.isFinite(run.startedAt)).toBe(true);
        expect(run.endedAt ?? run.startedAt).toBeGreaterThanOrEqual(run.startedAt);
        for (const { count, wellSeconds, diedOfExpirySeconds } of knownRuns([run]).values()) {
          const lengths = [...wellSeconds, ...diedOfExpirySeconds];
          expect(lengths.length).toBeLessThanOrEqual(count);
          for (const seconds of lengths) expect(Number.isInteger(seconds)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a submission that keeps its contract, whatever it holds,', () => {
  it('is read, and decided without a fault', () => {
    fc.assert(
      fc.property(soundSubmissions, (value) => {
        const { results } = decide(book, { submission: parseSubmission(value), facts: noFacts, evaluatedAt });
        expect(results.map(({ ruleId }) => ruleId)).toEqual(rules.map(({ meta }) => meta.id));
        for (const { outcome } of results) expect(outcomesThere).toContain(outcome);
      }),
      { numRuns: 300 },
    );
  });
});
