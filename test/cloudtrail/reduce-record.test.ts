import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../shared/audit/event.ts';
import { observedCall } from '../../shared/cloudtrail/observed-call.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { reduceRecord } from '../../shared/cloudtrail/reduce-record.ts';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import { expiredRecord, rootRecord } from '../support/cli/audit-command.ts';

/** What is read of a record; `undefined` where it cannot be read. */
function readingsOf(record: object) {
  try {
    return [parseRecord(record), eventOf(record), observedCall(record)];
  } catch {
    return undefined;
  }
}

const text = fc.constantFrom(
  '',
  'a',
  'true',
  'Role',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'AROAX:b',
  'Data',
);
const odd = fc.oneof(text, fc.constantFrom<unknown>(null, true, 5, [], {}, [null], { userId: 'u' }));
const member = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] });
const delta = fc.record(
  {
    eventCategory: odd,
    eventType: fc.oneof(odd, fc.constant('AwsApiCall')),
    sharedEventID: odd,
    recipientAccountId: odd,
    errorCode: fc.constantFrom(null, undefined, '', 'AccessDenied', 'ExpiredToken'),
    errorMessage: fc.oneof(odd, fc.constant('x on resource: arn:aws:iam::123456789012:role/a')),
    sourceIPAddress: odd,
    awsRegion: odd,
    addendum: fc.oneof(odd, fc.record({ originalEventID: odd })),
    userIdentity: fc.record(
      {
        type: text,
        principalId: odd,
        accountId: odd,
        accessKeyId: odd,
        arn: odd,
        userName: odd,
        invokedBy: odd,
        invokedByDelegate: odd,
        identityProvider: odd,
        onBehalfOf: odd,
        sessionContext: fc.record(
          { assumedRoot: odd, sourceIdentity: odd, sessionIssuer: member(['type', 'arn']) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    requestParameters: member(['roleArn', 'roleSessionName', 'name', 'sourceIdentity']),
    responseElements: fc.record({ credentials: member(['accessKeyId', 'expiration']) }),
  },
  { requiredKeys: [] },
);
const base = fc.constantFrom(
  compliantRecord,
  rootRecord('root'),
  expiredRecord('expired'),
  patched(compliantRecord, { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' }),
  patched(compliantRecord, { eventID: null }),
);

describe('a reduced record', () => {
  it('is read as the whole one', () => {
    let read = 0;
    fc.assert(
      fc.property(base, delta, (record, change) => {
        const whole = patched(record, change);
        const readings = readingsOf(whole);
        fc.pre(readings !== undefined);
        read++;
        expect(readingsOf(JSON.parse(JSON.stringify(reduceRecord(whole))))).toEqual(readings);
      }),
      { numRuns: 2000 },
    );
    expect(read).toBe(2000);
  });

  it('has no session token, and nothing that was asked of other services', () => {
    const secrets = {
      responseElements: { credentials: { sessionToken: 'secret-1' } },
      additionalEventData: 'secret-2',
    };
    const put = {
      eventSource: 's3.amazonaws.com',
      requestParameters: { key: 'secret-3', policy: 'secret-4' },
    };
    expect(JSON.stringify(reduceRecord(patched(patched(compliantRecord, secrets), put)))).not.toContain(
      'secret',
    );
  });
});
