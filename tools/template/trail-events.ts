import { expiryCodes } from '../../shared/cloudtrail/expiry-codes.ts';
import type { Heard } from './blocks/event-rule.ts';
import { when } from './intrinsics.ts';
import { bare, because, explainedBy } from './value.ts';

/*
 * What the stack hears of CloudTrail, and the forwarder sends it from other accounts and Regions.
 */

const fromCloudTrail = ['AWS API Call via CloudTrail'];
const everyManagementEvent = because(
  'ENABLED leaves out read-only management events, which AssumeRole is one of.',
  'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
);

const requests = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetSessionToken',
  'GetFederationToken',
];

const userIdentity = {
  type: because("No rule concerns AWS services' own calls, which are most of all: they are not paid for.", [
    { 'anything-but': 'AWSService' },
    { exists: false },
  ]),
};

export const credentialRequests: Heard = {
  description: 'Requests for temporary credentials',
  state: everyManagementEvent,
  pattern: {
    source: ['aws.sts'],
    'detail-type': fromCloudTrail,
    detail: {
      eventSource: ['sts.amazonaws.com'],
      eventName: requests,
      userIdentity,
    },
  },
};

export const issuedCredentials: Heard = {
  description: 'Temporary credentials that were issued',
  state: explainedBy(everyManagementEvent, when('TracksSessions', bare(everyManagementEvent), 'DISABLED')),
  pattern: {
    source: ['aws.sts'],
    'detail-type': fromCloudTrail,
    detail: {
      eventSource: ['sts.amazonaws.com'],
      eventName: requests,
      userIdentity,
      errorCode: [{ exists: false }],
    },
  },
};

export const expiredCredentials: Heard = {
  description: 'Calls of any service that were refused because the credentials had expired',
  state: everyManagementEvent,
  pattern: {
    source: [{ prefix: 'aws.' }],
    'detail-type': fromCloudTrail,
    detail: { errorCode: expiryCodes, userIdentity },
  },
};

export const iamChanges: Heard = {
  description: 'Changes of what principals may do',
  pattern: {
    source: ['aws.iam'],
    'detail-type': fromCloudTrail,
    detail: {
      eventSource: ['iam.amazonaws.com'],
      eventName: [
        'AttachUserPolicy',
        'AttachRolePolicy',
        'AttachGroupPolicy',
        'DetachUserPolicy',
        'DetachRolePolicy',
        'DetachGroupPolicy',
        'PutUserPolicy',
        'PutRolePolicy',
        'PutGroupPolicy',
        'DeleteUserPolicy',
        'DeleteRolePolicy',
        'DeleteGroupPolicy',
        'CreatePolicy',
        'CreatePolicyVersion',
        'SetDefaultPolicyVersion',
        'DeletePolicyVersion',
        'AddUserToGroup',
        'RemoveUserFromGroup',
        'PutUserPermissionsBoundary',
        'PutRolePermissionsBoundary',
        'DeleteUserPermissionsBoundary',
        'DeleteRolePermissionsBoundary',
        'CreateUser',
        'UpdateUser',
        'DeleteUser',
        'CreateRole',
        'DeleteRole',
        'CreateServiceLinkedRole',
        'DeleteServiceLinkedRole',
        'CreateAccessKey',
        'UpdateAccessKey',
        'DeleteAccessKey',
        'CreateLoginProfile',
        'UpdateLoginProfile',
        'AssociateDelegationRequest',
        'AcceptDelegationRequest',
        'SendDelegationToken',
      ],
      errorCode: because('A call that was refused changed nothing.', [{ exists: false }]),
    },
  },
};
