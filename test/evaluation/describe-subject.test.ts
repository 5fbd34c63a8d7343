import { describe, expect, it } from 'vitest';
import {
  describeRecord,
  describeSession,
  describeSubmission,
} from '../../shared/evaluation/describe-subject.ts';
import { contextOf } from '../../shared/evaluation/judge-subject.ts';
import { endpointPart, hopPart, pairPart } from '../../shared/evaluation/submission-part.ts';
import { absent, known, unavailable } from '../../shared/json/fact.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { chainSessions } from '../../shared/sessions/session-chains.ts';
import { policyOf } from '../support/evaluation/rule-books.ts';
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

  it('on a call with expired credentials is that call', () => {
    expect(describeRecord(expiredCall())).toStrictEqual({
      kind: 'refused-call',
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
  const databaseRole = 'arn:aws:iam::123456789012:role/redshift-database';
  const whole = submission({
    submissionId: 'S-1',
    task: { id: 'task-1' },
    connections: {
      redshift: {
        name: 'Redshift stage',
        database: {
          iamRoleArn: databaseRole,
          accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
          principalArn: 'arn:aws:iam::210987654321:user/database-requester',
        },
      },
    },
  });
  const [source, target] = whole.endpoints;
  const [staging, database] = whole.hops;
  if (!source || !target || !staging || !database) throw new Error('the submission has all four');
  const common = { kind: 'submission', submissionId: 'S-1', task: 'orders-daily', taskId: 'task-1' };
  const ofStaging = {
    connection: 'redshift',
    requester: 'arn:aws:iam::123456789012:user/mapping-requester',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    accountId: '123456789012',
    roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
  };
  const declared = contextOf(policyOf(), noFacts);

  it.each([
    ['an endpoint', endpointPart(source), { endpoints: ['Orders'], ...ofStaging }],
    ['a hop for the data in S3', hopPart(staging), { hop: 'staging', ...ofStaging }],
    [
      'a hop to the database',
      hopPart(database),
      {
        hop: 'database',
        connection: 'redshift',
        requester: 'arn:aws:iam::210987654321:user/database-requester',
        accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
        accountId: '210987654321',
        roleArn: databaseRole,
      },
    ],
    ['a pair', pairPart({ source, target }), { endpoints: ['Orders', 'Orders copy'] }],
  ])('for %s names what it concerns, and no more', (_, part, expected) => {
    expect(describeSubmission(whole, part, absent, declared)).toStrictEqual({ ...common, ...expected });
  });

  it.each([
    ['the account that AWS says the access key belongs to', {}, known('999999999999'), '999999999999'],
    ['else that of the principal', {}, absent, '123456789012'],
    ['else none', { principal: undefined }, absent, undefined],
    ['none where AWS did not answer, whatever the principal’s is', {}, unavailable, undefined],
  ] as const)('has for its account %s', (_, delta, accountOfKey, accountId) => {
    const part = hopPart({ ...staging, ...delta });
    expect(describeSubmission(whole, part, accountOfKey, declared).accountId).toBe(accountId);
  });

  it('has for its requester whom the stronger evidence names', () => {
    const facts = {
      ...noFacts,
      keyOwners: new Map([['AKIAEXAMPLEEXAMPLE01', known({ arn: 'arn:aws:iam::210987654321:root' })]]),
    };
    const subject = describeSubmission(whole, hopPart(staging), absent, contextOf(policyOf(), facts));
    expect(subject).toMatchObject({ requester: 'arn:aws:iam::210987654321:root', accountId: '210987654321' });
  });

  it('lacks what the submission lacks', () => {
    const bare = submission({
      submissionId: 'S-2',
      connections: { redshift: { accessKeyId: null, principalArn: null, iamRoleArn: null } },
    });
    const [endpoint] = bare.endpoints;
    expect(endpoint && describeSubmission(bare, endpointPart(endpoint), absent, declared)).toStrictEqual({
      kind: 'submission',
      submissionId: 'S-2',
      task: 'orders-daily',
      endpoints: ['Orders'],
      connection: 'redshift',
    });
  });
});
