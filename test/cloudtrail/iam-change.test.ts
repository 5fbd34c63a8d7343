import { describe, expect, it } from 'vitest';
import { readIamChange } from '../../shared/cloudtrail/iam-change.ts';
import { iamRecord } from '../support/access/iam-events.ts';

const policyArn = 'arn:aws:iam::123456789012:policy/StageAccess';
const document = '{"Version":"2012-10-17","Statement":[]}';
const user = { kind: 'user', name: 'loader' };
const userName = 'loader';
const own = { userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' } };

it('a change in IAM says who made it, when and from where', () => {
  expect(readIamChange(iamRecord('AttachUserPolicy', { userName, policyArn }))).toEqual({
    eventId: 'event-AttachUserPolicy',
    eventName: 'AttachUserPolicy',
    eventTime: '2026-10-01T00:30:00Z',
    accountId: '123456789012',
    actor: 'arn:aws:iam::123456789012:user/operator',
    sourceIp: '192.0.2.44',
    grant: { kind: 'managed', holder: user, policyArn },
    written: undefined,
    keysOf: [],
  });
});

describe('what a change in IAM gave', () => {
  it.each<[string, object, object | undefined]>([
    ['AttachUserPolicy', { userName, policyArn }, { kind: 'managed', holder: user, policyArn }],
    [
      'AttachRolePolicy',
      { roleName: 'agent', policyArn },
      { kind: 'managed', holder: { kind: 'role', name: 'agent' }, policyArn },
    ],
    [
      'AttachGroupPolicy',
      { groupName: 'etl', policyArn },
      { kind: 'managed', holder: { kind: 'group', name: 'etl' }, policyArn },
    ],
    [
      'PutUserPolicy',
      { userName, policyName: 'p', policyDocument: document },
      { kind: 'inline', holder: user, policyName: 'p', document },
    ],
    [
      'PutRolePolicy',
      { roleName: 'agent', policyName: 'p', policyDocument: document },
      { kind: 'inline', holder: { kind: 'role', name: 'agent' }, policyName: 'p', document },
    ],
    [
      'PutGroupPolicy',
      { groupName: 'etl', policyName: 'p', policyDocument: document },
      { kind: 'inline', holder: { kind: 'group', name: 'etl' }, policyName: 'p', document },
    ],
    ['AddUserToGroup', { userName, groupName: 'etl' }, { kind: 'membership', user: userName, group: 'etl' }],
    [
      'SetDefaultPolicyVersion',
      { policyArn, versionId: 'v3' },
      { kind: 'version', policyArn, versionId: 'v3' },
    ],
    [
      'CreatePolicyVersion',
      { policyArn, policyDocument: document, setAsDefault: true },
      { kind: 'version', policyArn, versionId: undefined },
    ],
    ['CreatePolicyVersion', { policyArn, policyDocument: document, setAsDefault: false }, undefined],
    [
      'PutUserPermissionsBoundary',
      { userName, permissionsBoundary: policyArn },
      { kind: 'boundary', holder: user, policyArn },
    ],
    ['DeleteUserPermissionsBoundary', { userName }, { kind: 'boundary', holder: user, policyArn: undefined }],
    [
      'DeleteRolePermissionsBoundary',
      { roleName: 'agent' },
      { kind: 'boundary', holder: { kind: 'role', name: 'agent' }, policyArn: undefined },
    ],
    ['DetachUserPolicy', { userName, policyArn }, undefined],
    ['DeleteUserPolicy', { userName, policyName: 'p' }, undefined],
    ['RemoveUserFromGroup', { userName, groupName: 'etl' }, undefined],
    ['CreatePolicy', { policyName: 'p', policyDocument: document }, undefined],
    ['CreateUser', { userName }, undefined],
    ['AttachUserPolicy', { policyArn }, undefined],
    ['AttachUserPolicy', { userName, policyArn: 7 }, undefined],
    ['PutUserPolicy', { userName, policyName: 'p' }, undefined],
    ['AddUserToGroup', { userName }, undefined],
    ['SetDefaultPolicyVersion', {}, undefined],
    ['DeleteUserPermissionsBoundary', {}, undefined],
  ])('%s of %j', (eventName, asked, grant) => {
    expect(readIamChange(iamRecord(eventName, asked))?.grant).toEqual(grant);
  });
});

describe('what a change in IAM wrote', () => {
  it.each<[string, object, object | undefined, object | undefined]>([
    [
      'CreatePolicy',
      { policyName: 'p', policyDocument: document },
      { policy: { arn: policyArn } },
      { policyArn, document },
    ],
    ['CreatePolicyVersion', { policyArn, policyDocument: document }, undefined, { policyArn, document }],
    ['CreatePolicy', { policyName: 'p', policyDocument: document }, undefined, undefined],
    ['CreatePolicyVersion', { policyArn }, undefined, undefined],
    [
      'PutUserPolicy',
      { userName, policyName: 'p', policyDocument: document, policyArn },
      undefined,
      undefined,
    ],
  ])('%s of %j, answered by %j', (eventName, asked, responseElements, written) => {
    expect(readIamChange(iamRecord(eventName, asked, { responseElements }))?.written).toEqual(written);
  });
});

describe('whose access keys a change in IAM concerns', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['CreateAccessKey', { userName }, {}, [userName]],
    ['UpdateAccessKey', { userName, status: 'Inactive' }, {}, [userName]],
    ['DeleteAccessKey', { userName, accessKeyId: 'AKIAEXAMPLEEXAMPLE01' }, {}, [userName]],
    ['CreateAccessKey', {}, {}, ['operator']],
    ['CreateAccessKey', {}, own, []],
    ['CreateUser', { userName }, {}, []],
  ])('%s of %j', (eventName, asked, more, keysOf) => {
    expect(readIamChange(iamRecord(eventName, asked, more))?.keysOf).toEqual(keysOf);
  });
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['no object', 'AttachUserPolicy'],
  ['a call to another service', iamRecord('AttachUserPolicy', {}, { eventSource: 'sts.amazonaws.com' })],
  ['a call that was refused', iamRecord('AttachUserPolicy', {}, { errorCode: 'AccessDenied' })],
  ['a call without an id', iamRecord('AttachUserPolicy', {}, { eventID: '' })],
  ['a call without a name', iamRecord('AttachUserPolicy', {}, { eventName: null })],
  ['a call without a time', iamRecord('AttachUserPolicy', {}, { eventTime: 'yesterday' })],
  ['a call without an account', iamRecord('AttachUserPolicy', {}, { recipientAccountId: undefined })],
])('is no change in IAM: %s', (_, record) => {
  expect(readIamChange(record)).toBeUndefined();
});

it.each<[string, unknown]>([
  ['that is none', 'somebody'],
  ['whose session is none', { type: 'AssumedRole', sessionContext: 7 }],
])('a change in IAM by an identity %s is one by nobody who is known', (_, userIdentity) => {
  const change = readIamChange(iamRecord('AttachUserPolicy', { userName, policyArn }, { userIdentity }));
  expect(change).toMatchObject({ actor: undefined, grant: { kind: 'managed' } });
});
