import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelopes } from '../shared/archive/envelopes.ts';
import { MalformedRecordError } from '../shared/cloudtrail/errors.ts';
import { parseRecord } from '../shared/cloudtrail/parse-record.ts';
import { decide } from '../shared/evaluation/decide.ts';
import { evaluateRecord, evaluateSession } from '../shared/evaluation/evaluate-record.ts';
import type { Outcome } from '../shared/evaluation/outcome.ts';
import { compliantRecord, compliantSubmission } from '../shared/examples/compliant.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';
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
      fc.property(mutated(fc.constant(compliantSubmission)), (value) => {
        const submission = unlessRefused(MalformedSubmissionError, () => parseSubmission(value));
        if (submission === undefined) return;
        const { results } = decide(book, { submission, facts: noFacts, evaluatedAt });
        for (const { outcome } of results) expect(outcomesThere).toContain(outcome);
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
