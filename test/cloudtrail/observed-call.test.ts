import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerKey, callerOf, observedCall } from '../../shared/cloudtrail/observed-call.ts';
import { parseRequester } from '../../shared/cloudtrail/parse-record.ts';
import { patched } from '../../shared/examples/compliant.ts';
import type { Fields } from '../../shared/json/value.ts';

const user = 'arn:aws:iam::123456789012:user/mapping-requester';
const role = 'arn:aws:iam::123456789012:role/agents/agent';

const byUser: Fields = {
  eventVersion: '1.11',
  eventID: '0f6e2c1a-7d43-4b52-9c08-1f2e3d4c5b6a',
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  eventTime: '2026-10-01T07:00:00Z',
  awsRegion: 'eu-central-1',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEEXAMPLE12',
    arn: user,
    accountId: '123456789012',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    userName: 'mapping-requester',
  },
  requestParameters: { secret: 'x' },
  responseElements: null,
};

const session = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEEXAMPLE01:run-1',
  arn: 'arn:aws:sts::123456789012:assumed-role/agent/run-1',
  accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
  userName: null,
  sessionContext: { sessionIssuer: { type: 'Role', arn: role, principalId: 'AROAEXAMPLEEXAMPLE01' } },
};

const changed = (delta: object) => patched(byUser, delta);
const identity = (delta: object) => changed({ userIdentity: delta });

describe('a successful call', () => {
  it('shows who made it, and nothing of what was asked or answered', () => {
    expect(observedCall(byUser)).toEqual({
      principalArn: user,
      principalId: 'AIDAEXAMPLEEXAMPLE12',
      eventId: '0f6e2c1a-7d43-4b52-9c08-1f2e3d4c5b6a',
      eventSource: 's3.amazonaws.com',
      eventName: 'ListBuckets',
      time: 1_790_838_000,
      region: 'eu-central-1',
    });
  });

  it('by a session of a role is by the role', () => {
    expect(observedCall(identity(session))).toMatchObject({
      principalArn: role,
      principalId: 'AROAEXAMPLEEXAMPLE01',
    });
  });

  it.each<[string, object]>([
    [
      'a session that the user got by GetSessionToken',
      { userIdentity: { accessKeyId: 'ASIAEXAMPLEEXAMPLE77' } },
    ],
    ['a session of the console', { userIdentity: { sessionContext: { attributes: {}, sessionIssuer: {} } } }],
    ['a data event', { eventCategory: 'Data', eventName: 'GetObject' }],
    ['a record of an old version, without a category', { eventCategory: null }],
    ['an error that is written as none', { errorCode: '', errorMessage: '' }],
    ['another account’s bucket, which a policy of its own opens', { recipientAccountId: '111122223333' }],
    ['a call without a region', { awsRegion: null }],
    ['a call from anywhere', { sourceIPAddress: '192.0.2.10' }],
    ['a call without an address', { sourceIPAddress: null }],
    [
      'a call in China',
      { eventSource: 's3.amazonaws.com.cn', userIdentity: { arn: user.replace('aws', 'aws-cn') } },
    ],
    [
      'AWS STS, whether or not it is in the baseline',
      { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRoot' },
    ],
  ])('is evidence: %s', (_, delta) => {
    expect(observedCall(changed(delta))).toBeDefined();
  });

  it.each<[string, object]>([
    ['a call that was denied', { errorCode: 'AccessDenied' }],
    ['a call that failed for another reason', { errorCode: 'NoSuchBucket' }],
    ['a dry run that would have been successful', { errorCode: 'Client.DryRunOperation' }],
    ['a message of an error without its code', { errorMessage: 'not authorized' }],
    ['a code that is no text', { errorCode: { code: 'AccessDenied' } }],
    ['a code of zero', { errorCode: 0 }],
    ['an event of a service', { eventType: 'AwsServiceEvent' }],
    [
      'a sign-in to the console',
      { eventType: 'AwsConsoleSignIn', eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin' },
    ],
    ['an action in the console that is no call', { eventType: 'AwsConsoleAction' }],
    [
      'a copy for the owner of a VPC endpoint',
      { eventType: 'AwsVpceEvent', eventCategory: 'NetworkActivity' },
    ],
    ['network activity under the name of a call', { eventCategory: 'NetworkActivity' }],
    ['an Insight', { eventCategory: 'Insight' }],
    ['no type of event', { eventType: null }],
    [
      'a call of the sign-in service',
      { eventSource: 'signin.amazonaws.com', eventName: 'CreateOAuth2Token' },
    ],
    ['a call of Amazon Cognito', { eventSource: 'cognito-idp.amazonaws.com', eventName: 'InitiateAuth' }],
    ['who am I', { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' }],
    ['a session of one’s own', { eventSource: 'sts.amazonaws.com', eventName: 'GetSessionToken' }],
    ['whose key this is', { eventSource: 'sts.amazonaws.com', eventName: 'GetAccessKeyInfo' }],
    ['a password of one’s own', { eventSource: 'iam.amazonaws.com', eventName: 'ChangePassword' }],
    ['the rules for passwords', { eventSource: 'iam.amazonaws.com', eventName: 'GetAccountPasswordPolicy' }],
    ['deletions that may each have been denied', { eventName: 'DeleteObjects' }],
    [
      'statements that may each have been denied',
      { eventSource: 'dynamodb.amazonaws.com', eventName: 'BatchExecuteStatement' },
    ],
    ['a source that is no service', { eventSource: 's3.example.com' }],
    ['no source', { eventSource: null }],
    ['a source that is no service of AWS', { eventSource: 's3.amazonaws.com.example.com' }],
    ['no name', { eventName: null }],
    ['a very long name', { eventName: 'x'.repeat(129) }],
    ['a very long source', { eventSource: `${'x'.repeat(115)}.amazonaws.com` }],
    ['China’s who am I', { eventSource: 'sts.amazonaws.com.cn', eventName: 'GetCallerIdentity' }],
    ['a call that came from AWS', { sourceIPAddress: 'AWS Internal' }],
    ['a call that came from a host of AWS', { sourceIPAddress: 'AWS Internal/7' }],
    ['a call that came from a service', { sourceIPAddress: 'cloudformation.amazonaws.com' }],
    ['a call that came from a service in China', { sourceIPAddress: 'cloudformation.amazonaws.com.cn' }],
    ['no time', { eventTime: null }],
    ['a time that is none', { eventTime: 'never' }],
    ['no id, by which nobody could look it up', { eventID: null }],
    ['a very long id', { eventID: 'x'.repeat(129) }],
  ])('is no evidence: %s', (_, delta) => {
    expect(observedCall(changed(delta))).toBeUndefined();
  });

  it.each<[string, object]>([
    ['an AWS service, with the user’s credentials', { invokedBy: 'cloudformation.amazonaws.com' }],
    ['AWS, with the user’s credentials', { invokedBy: 'AWS Internal' }],
    ['an AWS service, with a session of the role', { ...session, invokedBy: 'redshift.amazonaws.com' }],
    ['somebody that the user delegated to', { invokedByDelegate: { accountId: '111122223333' } }],
    ['the role, on behalf of a person', { ...session, onBehalfOf: { userId: 'x', identityStoreArn: 'y' } }],
    ['root', { type: 'Root', arn: 'arn:aws:iam::123456789012:root' }],
    ['a session that root got', { ...session, sessionContext: { sessionIssuer: { type: 'Root' } } }],
    ['a session of nobody', { ...session, sessionContext: { sessionIssuer: null } }],
    [
      'a federated user',
      { type: 'FederatedUser', sessionContext: { sessionIssuer: { type: 'IAMUser', arn: user } } },
    ],
    ['a user with the session of a role', { ...session, type: 'IAMUser' }],
    [
      'a user with the session of another',
      { sessionContext: { sessionIssuer: { type: 'IAMUser', arn: `${user}-2` } } },
    ],
    [
      'a service-linked role',
      {
        ...session,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            arn: 'arn:aws:iam::123456789012:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
          },
        },
      },
    ],
    ['a session that no role issued', { type: 'AssumedRole', arn: role }],
    ['a user by the ARN of a role', { arn: role }],
    [
      'a role by the ARN of a user',
      { ...session, sessionContext: { sessionIssuer: { type: 'Role', arn: user } } },
    ],
    ['an AWS service', { type: 'AWSService', arn: null, invokedBy: 'lambda.amazonaws.com' }],
    ['the copy for another account', { type: 'AWSAccount', arn: null, principalId: 'AIDAEXAMPLEEXAMPLE12' }],
    ['a web identity', { type: 'WebIdentityUser' }],
    ['a person of IAM Identity Center', { type: 'IdentityCenterUser' }],
    ['nobody that is known', { type: null }],
    ['a user without an ARN', { arn: null }],
    ['a user that is none of IAM', { arn: 'arn:aws:sts::123456789012:user/loader' }],
    ['a very long name', { arn: `${user}${'x'.repeat(800)}` }],
    ['a very long id', { principalId: 'x'.repeat(129) }],
    ['a damaged session', { sessionContext: 'x' }],
  ])('is no evidence where it was made by %s', (_, delta) => {
    expect(observedCall(identity(delta))).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    'x',
    7,
    [byUser],
    {},
    { ...byUser, userIdentity: 'x' },
    { ...byUser, userIdentity: null },
  ])('is none in %o', (value) => {
    expect(observedCall(value)).toBeUndefined();
  });

  it('is read of anything without an error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(byUser)), fc.jsonValue(), (name, value) => {
        expect(() => observedCall({ ...byUser, [name]: value })).not.toThrow();
      }),
    );
  });
});

describe('callers', () => {
  const callerIn = (record: Fields) => callerOf(parseRequester(record.userIdentity as Fields));

  it('are the same in a request for credentials and in calls', () => {
    for (const record of [byUser, identity(session)]) {
      const call = observedCall(record);
      expect(call && callerKey(call)).toBe(callerKey(callerIn(record) as never));
    }
  });

  it('of one name are two where their unique ids are', () => {
    const keys = ['AIDAEXAMPLEEXAMPLE12', 'AIDAEXAMPLEEXAMPLE99', null].map((principalId) =>
      callerKey(observedCall(identity({ principalId })) as never),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('are sessions of a role whatever their names', () => {
    const keys = ['run-1', 'run-2'].map((name) =>
      callerKey(observedCall(identity({ ...session, principalId: `AROAEXAMPLEEXAMPLE01:${name}` })) as never),
    );
    expect(new Set(keys).size).toBe(1);
  });
});
