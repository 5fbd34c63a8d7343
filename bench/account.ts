import { randomNumbers } from './random-numbers.ts';

/** Users, and as many roles. */
const count = 5000;
/** Users and roles of the account. */
export const principalCount = 2 * count;
const managedCount = 400;
const account = 'arn:aws:iam::123456789012';
const services = ['s3', 'ec2', 'dynamodb', 'sqs', 'kms', 'glue', 'redshift', 'logs', 'lambda', 'sts'];
const verbs = [
  ...['Get*', 'List*', 'Describe*', 'Create*', 'Delete*', 'Tag*', '*', 'Update*', 'AssumeRole', 'BatchGet*'],
  ...['GetObject', 'PutItem', 'SendMessage', 'CreateFunction', 'DescribeInstances', 'GetTableVersions'],
];

const random = randomNumbers(4);
const below = (limit: number) => Math.floor(random() * limit);
const chance = (share: number) => random() < share;
const oneOf = <T>(list: readonly T[]) => list[below(list.length)] as T;
const several = <T>(most: number, make: () => T) => Array.from({ length: 1 + below(most) }, make);

const resource = (service: string) =>
  `arn:aws:${service}:eu-central-1:123456789012:${oneOf(['table', 'queue', 'job'])}/${below(1000)}-*`;

/** As long as those of real policies: 6 actions and 1.3 resources a statement, 950 bytes an inline policy. */
function statement(index: number) {
  const service = oneOf(services);
  return {
    Sid: `Statement${index}`,
    Effect: chance(0.05) ? 'Deny' : 'Allow',
    Action: several(11, () => `${service}:${oneOf(verbs)}`),
    Resource: chance(0.3) ? '*' : several(2, () => resource(service)),
    ...(chance(0.2) && { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  };
}

const document = () => ({
  Version: '2012-10-17',
  Statement: Array.from({ length: 1 + below(5) }, (_, index) => statement(index)),
});
const dates = { CreateDate: '2026-01-15T09:00:00+00:00' };
const managedArn = (index: number) => `${account}:policy/team/managed-policy-${index}`;
const attached = () => {
  const index = below(managedCount);
  return { PolicyName: `managed-policy-${index}`, PolicyArn: managedArn(index) };
};
const inline = () => ({ PolicyName: `inline-${below(100_000)}`, PolicyDocument: document() });
const boundary = () =>
  chance(0.05) && {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: managedArn(below(managedCount)),
    },
  };

/** An account as `aws iam get-account-authorization-details` prints it: users and roles with three policies each. */
export function authorizationDetails(): object {
  const managed = Array.from({ length: managedCount }, (_, index) => ({
    PolicyName: `managed-policy-${index}`,
    PolicyId: `ANPA${String(index).padStart(16, '0')}`,
    Arn: managedArn(index),
    Path: '/team/',
    DefaultVersionId: 'v1',
    AttachmentCount: 10,
    IsAttachable: true,
    ...dates,
    PolicyVersionList: [{ Document: document(), VersionId: 'v1', IsDefaultVersion: true, ...dates }],
  }));
  const users = Array.from({ length: count }, (_, index) => ({
    Path: '/',
    UserName: `user-${index}`,
    UserId: `AIDA${String(index).padStart(16, '0')}`,
    Arn: `${account}:user/user-${index}`,
    ...dates,
    GroupList: [],
    UserPolicyList: [inline()],
    AttachedManagedPolicies: [attached(), attached()],
    ...boundary(),
    Tags: [],
  }));
  const roles = Array.from({ length: count }, (_, index) => ({
    Path: '/service-role/',
    RoleName: `role-${index}`,
    RoleId: `AROA${String(index).padStart(16, '0')}`,
    Arn: `${account}:role/service-role/role-${index}`,
    ...dates,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    InstanceProfileList: [],
    RolePolicyList: [inline(), inline()],
    AttachedManagedPolicies: [attached()],
    ...boundary(),
    Tags: [],
    RoleLastUsed: {},
  }));
  return { UserDetailList: users, GroupDetailList: [], RoleDetailList: roles, Policies: managed };
}
