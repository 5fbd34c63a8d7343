import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { noRootCredentials } from '../../shared/rules/no-root-credentials.ts';
import { undecidedForNow } from '../../shared/rules/verdict.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { evaluatedAt, type InvokeOptions, invoke } from '../support/functions/invoke.ts';
import { sqsEvent, submissionEvent, trailEvent } from '../support/functions/sqs-event.ts';

const throwing = () => {
  throw new RangeError('of the rule');
};
const faulty = ruleWith({ 'credential-request': throwing, endpoint: throwing });
const waiting = ruleWith({ 'credential-request': () => undecidedForNow('iam-policies') });
const secondsBefore = (seconds: number) => ({
  eventTime: new Date(Date.parse(evaluatedAt) - seconds * 1000).toISOString().replace('.000Z', 'Z'),
});
const post = (document: object) => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(document),
});
const blocked = patched(compliantSubmission, { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] });

/** What AuditCredentialRequests counts of a record, besides its age. */
const ofRecords: readonly [string, object, InvokeOptions, object][] = [
  ['that breaks no rule', record('a'), { book: bookOf({}, [noRootCredentials]) }, { RecordsJudged: 1 }],
  ['on which something is not known', record('a'), {}, { RecordsJudged: 1, Undecided: 1 }],
  [
    'that breaks one',
    rootRecord('a'),
    { book: bookOf({}, [noRootCredentials]) },
    { RecordsJudged: 1, 'no-root-credentials critical': 1 },
  ],
  [
    'that waits for a fact, whatever else it breaks',
    rootRecord('a'),
    { book: bookOf({}, [noRootCredentials, waiting]) },
    { RecordsPostponed: 1 },
  ],
  ['on which a rule throws', record('a'), { book: bookOf({}, [faulty]) }, { RecordsJudged: 1, Faults: 1 }],
];

describe('a record', () => {
  it.each(ofRecords)('%s is counted, and how old it is', async (_, json, options, counted) => {
    const event = sqsEvent(trailEvent({ ...json, ...secondsBefore(90) }));
    const invocation = await invoke('audit-credential-requests', event, options);
    expect(invocation.counted).toEqual({ ...counted, RecordAge: 90, flushes: 1 });
  });

  it.each<[string, object, InvokeOptions]>([
    ['that is no request for credentials', record('a', { eventName: 'GetCallerIdentity' }), {}],
    ['out of scope', record('a'), { book: bookOf({ scope: { accounts: ['999999999999'] } }) }],
  ])('%s is left out, and that is counted', async (_, json, options) => {
    const { counted } = await invoke('audit-credential-requests', sqsEvent(trailEvent(json)), options);
    expect(counted).toEqual({ RecordsLeftOut: 1, flushes: 1 });
  });
});

describe.each([
  ['check-submission', post],
  ['review-submission', (document: object) => sqsEvent(submissionEvent(document))],
] as const)('a submission to %s', (name, eventOf) => {
  it.each<[string, object, InvokeOptions, object]>([
    ['allowed', compliantSubmission, { book: bookOf({}, [noRootCredentials]) }, { SubmissionsAllowed: 1 }],
    [
      'allowed though something is not known',
      compliantSubmission,
      { book: bookOf() },
      { SubmissionsAllowed: 1, Undecided: 1 },
    ],
    [
      'blocked',
      blocked,
      { book: bookOf() },
      { SubmissionsBlocked: 1, Undecided: 1, 'kms-unload-uses-iam-role high': 1 },
    ],
    [
      'blocked by a rule that throws',
      compliantSubmission,
      { book: bookOf({}, [faulty]) },
      { SubmissionsBlocked: 1, Faults: 1 },
    ],
  ])('is counted as %s', async (_, document, options, counted) => {
    const invocation = await invoke(name, eventOf(document), options);
    expect(invocation.counted).toEqual({ ...counted, flushes: 1 });
  });
});

it.each(['audit-credential-requests', 'review-submission'])(
  'a message that %s sets aside is counted',
  async (name) => {
    expect((await invoke(name, sqsEvent('{'))).counted).toEqual({ MessagesSetAside: 1, flushes: 1 });
  },
);
