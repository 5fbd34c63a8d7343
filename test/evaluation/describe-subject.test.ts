import { describe, expect, it } from 'vitest';
import {
  describeRecord,
  describeSession,
  describeSubmission,
} from '../../shared/evaluation/describe-subject.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { chainSessions } from '../../shared/sessions/session-chains.ts';
import { credentialRequest, expiredCall, submission } from '../support/evaluation/subjects.ts';

const request = {
  kind: 'credential-request',
  eventId: '11111111-2222-4333-8444-555555555502',
  eventName: 'AssumeRole',
  eventTime: '2026-10-01T08:00:00Z',
  accountId: '123456789012',
  region: 'eu-central-1',
  requester: 'arn:aws:iam::123456789012:user/mapping-requester',
  requesterType: 'IAMUser',
  accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
  sessionName: 'mapping-orders',
  sourceIp: '192.0.2.10',
};

describe('the subject of a finding', () => {
  it('on a credential request is the request', () => {
    expect(describeRecord(credentialRequest())).toStrictEqual(request);
  });

  it('lacks what the record lacks', () => {
    const bare = {
      eventID: null,
      awsRegion: null,
      sourceIPAddress: null,
      userIdentity: null,
      requestParameters: null,
      recipientAccountId: null,
    };
    expect(describeRecord(credentialRequest(bare))).toStrictEqual({
      kind: 'credential-request',
      eventName: 'AssumeRole',
      eventTime: '2026-10-01T08:00:00Z',
    });
  });

  it.each([
    ['the requester’s', { userIdentity: { accountId: '999999999999' } }, '999999999999'],
    ['else the one that the record was delivered to', { userIdentity: { accountId: null } }, '123456789012'],
  ])('has for its account %s', (_, delta, accountId) => {
    expect(describeRecord(credentialRequest(delta)).accountId).toBe(accountId);
  });

  it('on a call with expired credentials is the session that made it', () => {
    expect(describeRecord(expiredCall())).toStrictEqual({
      kind: 'session',
      eventId: request.eventId,
      eventName: 'GetObject',
      eventTime: request.eventTime,
      accountId: '123456789012',
      region: 'eu-central-1',
      requester: 'arn:aws:iam::123456789012:role/etl/redshift-stage',
      requesterType: 'AssumedRole',
      accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
      roleArn: 'arn:aws:iam::123456789012:role/etl/redshift-stage',
      sourceIp: '192.0.2.10',
    });
  });

  it('on a session is the request that issued it, with the session’s own key', () => {
    const [chain] = chainSessions([credentialRequest()]);
    const [link] = chain?.links ?? [];
    expect(link && describeSession(link)).toStrictEqual({
      ...request,
      kind: 'session',
      accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
    });
  });
});

describe('the subject of a finding on a submission', () => {
  const whole = submission({ submissionId: 'S-1' });
  const [source, target] = whole.endpoints;
  const [connection] = whole.connectionsInUse;
  if (!source || !target || !connection) throw new Error('the compliant submission has all three');
  const common = { kind: 'submission', submissionId: 'S-1', task: 'orders-daily' };
  const ofConnection = {
    connection: 'redshift',
    requester: 'arn:aws:iam::123456789012:user/mapping-requester',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    accountId: '123456789012',
    roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
  };

  it.each([
    ['an endpoint', [source], connection, { endpoints: ['Orders'], ...ofConnection }],
    ['a connection', [], connection, ofConnection],
    ['a pair', [source, target], undefined, { endpoints: ['Orders', 'Orders copy'] }],
  ])('for %s names what it concerns, and no more', (_, endpoints, one, expected) => {
    expect(describeSubmission(whole, endpoints, one, noFacts)).toStrictEqual({ ...common, ...expected });
  });

  it.each([
    [
      'the account that AWS says the access key belongs to',
      {},
      [['AKIAEXAMPLEEXAMPLE01', '999999999999']],
      '999999999999',
    ],
    ['else that of the principal', {}, [['AKIAEXAMPLEEXAMPLE02', '999999999999']], '123456789012'],
    ['else none', { principal: undefined }, [], undefined],
    [
      'else none, where there is no access key',
      { principal: undefined, accessKeyId: undefined },
      [['AKIA', '9']],
      undefined,
    ],
  ] as const)('has for its account %s', (_, delta, keyAccounts, accountId) => {
    const facts = { ...noFacts, keyAccounts: new Map<string, string>(keyAccounts) };
    expect(describeSubmission(whole, [], { ...connection, ...delta }, facts).accountId).toBe(accountId);
  });
});
