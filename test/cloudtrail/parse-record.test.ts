import { describe, expect, it } from 'vitest';
import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import { credentialRequest, expiredCall, expiredCallRecord } from '../support/evaluation/subjects.ts';
import { caught } from '../support/hostile/caught.ts';

const account = '123456789012';
const role = `arn:aws:iam::${account}:role/redshift-stage`;

function withoutIds(delta: object = {}) {
  return patched(patched(compliantRecord, { eventID: null, sharedEventID: null }), delta);
}

describe('a credential request', () => {
  it('is read flat', () => {
    expect(credentialRequest()).toEqual({
      kind: 'credential-request',
      key: '11111111-2222-4333-8444-555555555502',
      eventId: '11111111-2222-4333-8444-555555555502',
      eventName: 'AssumeRole',
      time: Date.UTC(2026, 9, 1, 8) / 1000,
      region: 'eu-central-1',
      sourceIp: '192.0.2.10',
      recipientAccountId: account,
      requester: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${account}:user/mapping-requester`,
        principalId: 'AIDAEXAMPLEEXAMPLE01',
        accountId: account,
        accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
        issuerType: undefined,
        issuerArn: undefined,
        assumedRoot: false,
        principalArn: `arn:aws:iam::${account}:user/mapping-requester`,
        invokedBy: undefined,
        name: `arn:aws:iam::${account}:user/mapping-requester`,
      },
      roleArn: role,
      sessionName: 'mapping-orders',
      errorCode: undefined,
      refusedAs: undefined,
      errorMessage: undefined,
      issuedAccessKeyId: 'ASIAEXAMPLEEXAMPLE77',
      expiresAt: Date.UTC(2026, 9, 1, 9) / 1000,
    });
  });

  it.each([
    'AssumeRole',
    'AssumeRoleWithSAML',
    'AssumeRoleWithWebIdentity',
    'AssumeRoot',
    'GetSessionToken',
    'GetFederationToken',
  ])('is %s of AWS STS', (eventName) => {
    expect(credentialRequest({ eventName }).eventName).toBe(eventName);
  });

  it.each([
    ['a call of AWS STS that issues nothing', { eventName: 'GetCallerIdentity' }],
    ['the same event name of another service', { eventSource: 'iam.amazonaws.com' }],
    ['an event name in another case', { eventName: 'assumerole' }],
    ['a service whose name only ends alike', { eventSource: 'not-sts.amazonaws.com' }],
    ['an event named like a member of every object', { eventName: 'constructor' }],
    ['an event without a name', { eventName: '' }],
  ])('is not %s', (_, delta) => {
    expect(parseRecord(patched(compliantRecord, delta))).toBeUndefined();
  });

  it('has the expiration in the form of exports too', () => {
    const expiration = '2026-10-01 09:00:00';
    expect(credentialRequest({ responseElements: { credentials: { expiration } } }).expiresAt).toBe(
      Date.UTC(2026, 9, 1, 9) / 1000,
    );
  });

  it('has no expiration where it cannot be read', () => {
    const expiration = 'later';
    expect(
      credentialRequest({ responseElements: { credentials: { expiration } } }).expiresAt,
    ).toBeUndefined();
  });

  it('that was denied has null for what it lacks', () => {
    const nulls = { requestParameters: null, responseElements: null, userIdentity: null };
    expect(parseRecord({ ...compliantRecord, ...nulls })).toEqual(credentialRequest(nulls));
  });

  it('takes the session name of GetFederationToken from `name`', () => {
    const requestParameters = { roleArn: null, roleSessionName: null, name: 'analyst' };
    expect(credentialRequest({ eventName: 'GetFederationToken', requestParameters })).toMatchObject({
      sessionName: 'analyst',
      roleArn: undefined,
    });
  });

  it.each([
    ['a role', role],
    ['a role with a path', `arn:aws-cn:iam::${account}:role/etl/redshift+x=1,y.z@w_v-u`],
  ])('that was denied has its role from the message: %s', (_, arn) => {
    const denied = credentialRequest({
      errorCode: 'AccessDenied',
      errorMessage: `User: arn:aws:iam::${account}:user/x is not authorized to perform: sts:AssumeRole on resource: ${arn} because no identity-based policy allows it`,
      requestParameters: null,
      responseElements: null,
    });
    expect(denied).toMatchObject({ roleArn: arn, errorCode: 'AccessDenied', expiresAt: undefined });
  });

  it('that was denied has the role asked for where the parameters name it', () => {
    const errorMessage = `not authorized on resource: arn:aws:iam::${account}:role/other`;
    expect(credentialRequest({ errorCode: 'AccessDenied', errorMessage }).roleArn).toBe(role);
  });

  it.each([
    ['names no resource', 'An unknown error occurred'],
    ['names a user', ` on resource: arn:aws:iam::${account}:user/x`],
    ['names an account of eleven digits', ' on resource: arn:aws:iam::12345678901:role/x'],
  ])('that was denied has no role where the message %s', (_, errorMessage) => {
    const delta = { errorCode: 'AccessDenied', errorMessage, requestParameters: null };
    expect(credentialRequest(delta).roleArn).toBeUndefined();
  });

  it.each([
    ['ExpiredToken', 'ASIAEXAMPLEEXAMPLE77', 'expired'],
    ['ExpiredTokenException', 'ASIAEX', 'expired'],
    ['RequestExpired', 'ASIAEXAMPLEEXAMPLE77', 'perhaps'],
    ['Client.ExpiredToken', 'ASIAEXAMPLEEXAMPLE77', 'expired'],
    ['Client.ExpiredTokenException', 'ASIAEXAMPLEEXAMPLE77', 'expired'],
    ['Client.RequestExpired', 'ASIAEXAMPLEEXAMPLE77', 'perhaps'],
    ['Client.Client.RequestExpired', 'ASIAEXAMPLEEXAMPLE77', undefined],
    ['Server.ExpiredToken', 'ASIAEXAMPLEEXAMPLE77', undefined],
    ['ExpiredToken.Client.', 'ASIAEXAMPLEEXAMPLE77', undefined],
    ['expiredtoken', 'ASIAEXAMPLEEXAMPLE77', undefined],
    ['RequestExpired', 'AKIAEXAMPLEEXAMPLE77', undefined],
    ['ExpiredToken', 'AKIAEXAMPLEEXAMPLE77', undefined],
    ['ExpiredToken', 'xASIAEXAMPLEEXAMPLE77', undefined],
    ['ExpiredToken', null, undefined],
    ['AccessDenied', 'ASIAEXAMPLEEXAMPLE77', undefined],
    ['constructor', 'ASIAEXAMPLEEXAMPLE77', undefined],
    [null, 'ASIAEXAMPLEEXAMPLE77', undefined],
  ])('refused with %s and the key %s was refused as %s', (errorCode, accessKeyId, expected) => {
    expect(credentialRequest({ errorCode, userIdentity: { accessKeyId } }).refusedAs).toBe(expected);
  });

  it.each([
    ['an absent category', null, 'AwsApiCall'],
    ['category Management', 'Management', 'AwsApiCall'],
    ['no type', 'Management', null],
  ])('has %s', (_, eventCategory, eventType) => {
    expect(credentialRequest({ eventCategory, eventType }).kind).toBe('credential-request');
  });

  it('has a category that is null, as exports write it', () => {
    expect(parseRecord({ ...compliantRecord, eventCategory: null })).toEqual(credentialRequest());
  });

  it.each([
    ['category NetworkActivity', 'NetworkActivity', 'AwsVpceEvents'],
    ['category NetworkActivity, whatever its type', 'NetworkActivity', 'AwsApiCall'],
    ['type AwsVpceEvents, whatever its category', 'Management', 'AwsVpceEvents'],
    ['type AwsVpceEvent', null, 'AwsVpceEvent'],
    ['category Data', 'Data', 'AwsApiCall'],
    ['category Insight', 'Insight', 'AwsCloudTrailInsight'],
    ['a category in another case', 'management', 'AwsApiCall'],
  ])(
    'is none with %s: it is the copy of a call that is recorded elsewhere',
    (_, eventCategory, eventType) => {
      expect(parseRecord(patched(compliantRecord, { eventCategory, eventType }))).toBeUndefined();
    },
  );
});

describe('the requester', () => {
  const issuer = { type: 'Role', arn: `arn:aws:iam::${account}:role/agents/agent` };
  const session = `arn:aws:sts::${account}:assumed-role/agent/i-0123456789abcdef0`;

  it.each([
    ['IAMUser', `arn:aws:iam::${account}:user/etl/loader`],
    ['AssumedRole', session],
    ['Role', issuer.arn],
    ['Root', `arn:aws:iam::${account}:root`],
    ['FederatedUser', `arn:aws:sts::${account}:federated-user/analyst`],
    ['AWSAccount', undefined],
    ['AWSService', undefined],
    ['SAMLUser', undefined],
    ['WebIdentityUser', undefined],
    ['IdentityCenterUser', undefined],
    ['Directory', undefined],
    ['Unknown', undefined],
    ['MarsResident', undefined],
    [undefined, undefined],
  ])('of type %s is read with its ARN %s', (type, arn) => {
    const { requester } = credentialRequest({ userIdentity: { type: type ?? null, arn: arn ?? null } });
    expect(requester).toMatchObject({ type, arn, principalArn: arn });
  });

  it('of a role session is the role that issued it, whose path the session does not carry', () => {
    const sessionContext = { sessionIssuer: issuer };
    const { requester } = credentialRequest({
      userIdentity: { type: 'AssumedRole', arn: session, sessionContext },
    });
    expect(requester).toMatchObject({
      issuerType: 'Role',
      issuerArn: issuer.arn,
      principalArn: issuer.arn,
      name: issuer.arn,
    });
  });

  it('of a session that a user issued is its own principal', () => {
    const sessionContext = { sessionIssuer: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/boss` } };
    const { requester } = credentialRequest({ userIdentity: { sessionContext } });
    expect(requester).toMatchObject({
      issuerType: 'IAMUser',
      principalArn: `arn:aws:iam::${account}:user/mapping-requester`,
    });
  });

  it.each([
    ['the issuer’s ARN', { sessionContext: { sessionIssuer: issuer } }, issuer.arn],
    ['else its own ARN', { arn: session }, session],
    ['else the id of its role, without the session', { arn: null, principalId: 'AROAEX:run:1' }, 'AROAEX'],
    ['else the id of its user', { arn: null, principalId: 'AIDAEX' }, 'AIDAEX'],
    ['else its account', { arn: null, principalId: null }, account],
    [
      'else its account, where its id is no role’s and no user’s',
      { arn: null, principalId: 'x:AROA' },
      account,
    ],
    ['else its account, where the id begins with the colon', { arn: '', principalId: ':x' }, account],
    ['else nothing', { arn: null, principalId: null, accountId: null }, undefined],
  ])('is named by %s', (_, userIdentity, name) => {
    expect(credentialRequest({ userIdentity }).requester.name).toBe(name);
  });

  it.each([
    ['true', true],
    [true, true],
    ['false', false],
    [false, false],
    [1, false],
    [null, false],
  ])('has the root flag %j as %j', (assumedRoot, expected) => {
    const userIdentity = { sessionContext: { assumedRoot } };
    expect(credentialRequest({ userIdentity }).requester.assumedRoot).toBe(expected);
  });

  it('is unknown where the record has no identity', () => {
    expect(credentialRequest({ userIdentity: null }).requester).toEqual({ assumedRoot: false });
  });
});

describe('the key of a record', () => {
  it.each([
    ['sharedEventID, which both copies of a cross-account call have', 'shared', 'own', 'shared'],
    ['else eventID', null, 'own', 'own'],
    ['else eventID, where sharedEventID is empty', '', 'own', 'own'],
  ])('is %s', (_, sharedEventID, eventID, key) => {
    expect(credentialRequest({ sharedEventID, eventID }).key).toBe(key);
    expect(expiredCall({ sharedEventID, eventID }).key).toBe(key);
  });

  const updated = {
    addendum: { reason: 'UPDATED_DATA', updatedFields: 'responseElements', originalEventID: 'first' },
  };

  it.each<[string, object, string]>([
    ['that of the record that it brings up to date', { ...updated, eventID: 'second' }, 'first'],
    [
      'what both copies have, before that',
      { ...updated, eventID: 'second', sharedEventID: 'shared' },
      'shared',
    ],
    ['its own, where it only came late', { addendum: { reason: 'DELIVERY_DELAY' }, eventID: 'own' }, 'own'],
    ['its own, where the original’s is empty', { addendum: { originalEventID: '' }, eventID: 'own' }, 'own'],
    ['its own, where the addendum is no object', { addendum: 'first', eventID: 'own' }, 'own'],
  ])('is %s', (_, delta, key) => {
    expect(credentialRequest({ sharedEventID: null, ...delta }).key).toBe(key);
    expect(expiredCall({ sharedEventID: null, ...delta }).key).toBe(key);
  });

  it('is a digest of what was read, where the record has no id', () => {
    const key = parseRecord(withoutIds())?.key;
    expect(key).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(parseRecord(withoutIds({ userAgent: 'another' }))?.key).toBe(key);
    expect(parseRecord(withoutIds({ eventTime: '2026-10-01T08:00:01Z' }))?.key).not.toBe(key);
    expect(parseRecord(withoutIds({ userIdentity: { accessKeyId: 'AKIAOTHER' } }))?.key).not.toBe(key);
  });

  it('does not depend on the session token', () => {
    const withToken = (sessionToken: string | null) =>
      parseRecord(withoutIds({ responseElements: { credentials: { sessionToken } } }))?.key;
    expect(withToken('another')).toBe(withToken(null));
  });
});

describe('a call with expired credentials', () => {
  it('is read flat, with the role whose credentials had expired', () => {
    expect(expiredCall()).toMatchObject({
      kind: 'expired-call',
      key: '11111111-2222-4333-8444-555555555502',
      eventId: '11111111-2222-4333-8444-555555555502',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      time: Date.UTC(2026, 9, 1, 8) / 1000,
      region: 'eu-central-1',
      sourceIp: '192.0.2.10',
      recipientAccountId: account,
      requester: { accessKeyId: 'ASIAEXAMPLEEXAMPLE77' },
      roleArn: `arn:aws:iam::${account}:role/etl/redshift-stage`,
      errorCode: 'ExpiredToken',
      refusedAs: 'expired',
    });
  });

  it.each(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])(
    'has the error code %s',
    (errorCode) => {
      expect(expiredCall({ errorCode }).errorCode).toBe(errorCode);
    },
  );

  it('may be a call of AWS STS that issues nothing', () => {
    const delta = { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' };
    expect(expiredCall(delta).eventName).toBe('GetCallerIdentity');
  });

  it('has no role where a user issued the session', () => {
    const userIdentity = { sessionContext: { sessionIssuer: { type: 'IAMUser' } } };
    expect(expiredCall({ userIdentity }).roleArn).toBeUndefined();
  });

  it.each([
    ['was refused for another reason', { errorCode: 'AccessDenied' }],
    ['was not refused', { errorCode: null }],
    ['was made with a long-term key', { userIdentity: { accessKeyId: 'AKIAEXAMPLEEXAMPLE01' } }],
    ['was made without a key', { userIdentity: { accessKeyId: null } }],
    ['has its error code in another type', { errorCode: ['ExpiredToken'] }],
  ])('is none where it %s', (_, delta) => {
    expect(parseRecord(patched(expiredCallRecord, delta))).toBeUndefined();
  });
});

describe('a malformed record', () => {
  const value = 'VALUE-THAT-MUST-NOT-BE-ECHOED';
  const without = (name: string) => patched(compliantRecord, { [name]: null });

  it.each([
    ['is text', value, 'a string'],
    ['is a list', [value], 'an array'],
    ['is null', null, 'null'],
    ['is nothing', undefined, 'nothing'],
    ['lacks eventSource', without('eventSource'), '`eventSource`'],
    ['lacks eventName', without('eventName'), '`eventName`'],
    ['lacks eventTime', without('eventTime'), '`eventTime`'],
    ['has a list for eventSource', { ...compliantRecord, eventSource: [value] }, '`eventSource`'],
    ['has an object for eventName', { ...compliantRecord, eventName: { value } }, '`eventName`'],
    ['has a number for eventTime', { ...compliantRecord, eventTime: 1_790_841_600 }, '`eventTime`'],
    ['has words for eventTime', { ...compliantRecord, eventTime: value }, '`eventTime`'],
    ['has an empty eventTime', { ...compliantRecord, eventTime: '' }, '`eventTime`'],
    [
      'has an eventTime of another century',
      { ...compliantRecord, eventTime: '1926-10-01T08:00:00Z' },
      '`eventTime`',
    ],
    ['has text for userIdentity', { ...compliantRecord, userIdentity: value }, '`userIdentity`'],
    ['has a list for userIdentity', { ...compliantRecord, userIdentity: [value] }, '`userIdentity`'],
    [
      'has text for sessionContext',
      patched(compliantRecord, { userIdentity: { sessionContext: value } }),
      '`sessionContext`',
    ],
    [
      'has a flag for sessionIssuer',
      patched(compliantRecord, { userIdentity: { sessionContext: { sessionIssuer: true } } }),
      '`sessionIssuer`',
    ],
    [
      'has text for requestParameters',
      { ...compliantRecord, requestParameters: value },
      '`requestParameters`',
    ],
    ['has text for responseElements', { ...compliantRecord, responseElements: value }, '`responseElements`'],
    [
      'has text for credentials',
      patched(compliantRecord, { responseElements: { credentials: value } }),
      '`credentials`',
    ],
    [
      'of an expired call has text for userIdentity',
      { ...expiredCallRecord, userIdentity: value },
      '`userIdentity`',
    ],
    ['of an expired call lacks eventTime', patched(expiredCallRecord, { eventTime: null }), '`eventTime`'],
  ])('that %s is refused by the name of the field, without its value', (_, record, field) => {
    const error = caught(() => parseRecord(record));
    expect(error).toBeInstanceOf(MalformedRecordError);
    expect(error.message).toContain(field);
    expect(error.message).not.toContain(value);
  });

  it('is not one where it is of CloudTrail Insights, which counts calls and has no source', () => {
    expect(parseRecord({ ...without('eventSource'), eventType: 'AwsCloudTrailInsight' })).toBeUndefined();
  });

  it('is not one where it names another type than its source: its source counts', () => {
    expect(credentialRequest({ eventType: 'AwsCloudTrailInsight' })).toEqual(credentialRequest());
  });

  it('is not one where no rule concerns it, whatever else it holds', () => {
    const record = {
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      userIdentity: value,
      eventTime: 0,
    };
    expect(parseRecord(record)).toBeUndefined();
  });

  it.each(['eventID', 'sharedEventID', 'awsRegion', 'sourceIPAddress', 'recipientAccountId', 'errorMessage'])(
    'is not one where %s is no text or empty: it counts as absent',
    (name) => {
      const absent = credentialRequest({ [name]: null });
      expect(credentialRequest({ [name]: '' })).toEqual(absent);
      expect(credentialRequest({ [name]: 7 })).toEqual(absent);
    },
  );

  it('inherits nothing from a key `__proto__`', () => {
    const hidden = JSON.parse(`{"__proto__": ${JSON.stringify(compliantRecord)}}`);
    expect(() => parseRecord(hidden)).toThrow(MalformedRecordError);
    const userIdentity = JSON.parse('{"sessionContext": {"__proto__": {"assumedRoot": true}}}');
    const flagged = parseRecord({ ...compliantRecord, userIdentity });
    expect(flagged?.requester.assumedRoot).toBe(false);
    expect(Object.prototype).not.toHaveProperty('assumedRoot');
  });
});
