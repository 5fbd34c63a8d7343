import { describe, expect, it } from 'vitest';
import { readAuthorizationDetails } from '../../shared/access/authorization-details.ts';
import { grantedBy, policiesToFind, versionKey } from '../../shared/access/granted-access.ts';
import type { NamedPolicy, PrincipalPolicies } from '../../shared/access/principal-policies.ts';
import { readIamChange } from '../../shared/cloudtrail/iam-change.ts';
import { allowing } from '../support/access/accounts.ts';
import { iamRecord } from '../support/access/iam-events.ts';

const account = 'arn:aws:iam::123456789012';
const stage = `${account}:policy/StageAccess`;
const bounds = `${account}:policy/Bounds`;
const owned = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const version = (actions: readonly string[]) => [
  { VersionId: 'v1', IsDefaultVersion: true, Document: allowing(actions) },
];
const details = {
  UserDetailList: [
    {
      UserName: 'a',
      Arn: `${account}:user/etl/a`,
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: allowing(['sts:*']) }],
    },
    {
      UserName: 'b',
      Arn: `${account}:user/b`,
      GroupList: ['loaders'],
      AttachedManagedPolicies: [{ PolicyArn: stage }],
      PermissionsBoundary: { PermissionsBoundaryArn: bounds },
    },
  ],
  RoleDetailList: [{ RoleName: 'agent', Arn: `${account}:role/agent` }],
  GroupDetailList: [
    {
      GroupName: 'loaders',
      GroupPolicyList: [{ PolicyName: 'load', PolicyDocument: allowing(['s3:Get*']) }],
    },
    { GroupName: 'empty' },
  ],
  Policies: [
    { Arn: stage, PolicyVersionList: version(['s3:PutObject']) },
    { Arn: bounds, PolicyVersionList: version(['*']) },
  ],
};

type Call = readonly [eventName: string, asked: object, more?: object];

/** What calls gave: principal, what was given, and the actions that its policies then allow. */
function given(calls: readonly Call[], found: readonly NamedPolicy[] = []) {
  const changes = calls.flatMap(([name, asked, more]) => readIamChange(iamRecord(name, asked, more)) ?? []);
  const read = readAuthorizationDetails(details);
  const find = ({ policyArn }: { readonly policyArn: string }) =>
    found.find(({ name }) => name === policyArn) ?? { name: policyArn, missing: policyArn };
  return {
    granted: grantedBy(changes, { ...read, find }).map(({ principal, granted }) => [
      principal.arn.replace(`${account}:`, ''),
      granted.replace(`${account}:`, ''),
      actionsOf(principal),
    ]),
    toFind: policiesToFind(changes, read.managed).map(versionKey),
    changes,
  };
}

function actionsOf({ policies, boundary }: PrincipalPolicies): string {
  const texts = [...policies, ...(boundary ? [boundary] : [])].map(({ name, document, missing }) =>
    missing === undefined
      ? document?.allows.flatMap(({ actions }) => actions.list.map(({ text }) => text)).join(' ')
      : `? ${name}`,
  );
  return texts.join(' + ');
}

const document = (...actions: string[]) => JSON.stringify(allowing(actions));
const putUser = (userName: string, policyName: string, ...actions: string[]): Call => [
  'PutUserPolicy',
  { userName, policyName, policyDocument: document(...actions) },
];

describe('what calls to IAM gave, whatever became of it', () => {
  it.each<[string, readonly Call[], readonly unknown[]]>([
    [
      'a managed policy',
      [['AttachUserPolicy', { userName: 'a', policyArn: stage }]],
      [['user/etl/a', 'policy/StageAccess', 'sts:* + s3:putobject']],
    ],
    [
      'to a role',
      [['AttachRolePolicy', { roleName: 'agent', policyArn: stage }]],
      [['role/agent', 'policy/StageAccess', 's3:putobject']],
    ],
    ['an inline policy', [putUser('a', 'more', 'sqs:*')], [['user/etl/a', 'more', 'sts:* + sqs:*']]],
    [
      'an inline policy in the place of one of its name',
      [putUser('a', 'own', 'sqs:*')],
      [['user/etl/a', 'own', 'sqs:*']],
    ],
    [
      'what is no policy',
      [['PutUserPolicy', { userName: 'a', policyName: 'more', policyDocument: '{' }]],
      [['user/etl/a', 'more', 'sts:* + ? more']],
    ],
    [
      'to the members of a group',
      [['AttachGroupPolicy', { groupName: 'loaders', policyArn: bounds }]],
      [['user/b', 'policy/Bounds', 's3:putobject + s3:get* + * + *']],
    ],
    ['to a group without members', [['AttachGroupPolicy', { groupName: 'empty', policyArn: bounds }]], []],
    [
      'membership',
      [['AddUserToGroup', { userName: 'a', groupName: 'loaders' }]],
      [['user/etl/a', 'group loaders', 'sts:* + s3:get*']],
    ],
    [
      'membership of a group that was given something too',
      [
        ['AddUserToGroup', { userName: 'a', groupName: 'empty' }],
        ['PutGroupPolicy', { groupName: 'empty', policyName: 'p', policyDocument: document('sqs:*') }],
      ],
      [
        ['user/etl/a', 'group empty', 'sts:* + sqs:*'],
        ['user/etl/a', 'p of group empty', 'sts:* + sqs:*'],
      ],
    ],
    [
      'another version of a policy',
      [['CreatePolicyVersion', { policyArn: stage, policyDocument: document('*'), setAsDefault: true }]],
      [['user/b', 'policy/StageAccess', '* + s3:get* + *']],
    ],
    [
      'another version of a boundary',
      [['CreatePolicyVersion', { policyArn: bounds, policyDocument: document('s3:*'), setAsDefault: true }]],
      [['user/b', 'policy/Bounds', 's3:putobject + s3:get* + s3:*']],
    ],
    [
      'another boundary',
      [['PutUserPermissionsBoundary', { userName: 'b', permissionsBoundary: stage }]],
      [['user/b', 'policy/StageAccess', 's3:putobject + s3:get* + s3:putobject']],
    ],
    [
      'no boundary',
      [['DeleteUserPermissionsBoundary', { userName: 'b' }]],
      [['user/b', 'no permissions boundary', 's3:putobject + s3:get*']],
    ],
    ['to a user that is no more', [putUser('gone', 'p', '*')], [['user/gone', 'p', '*']]],
    ['to nobody that has a name', [putUser('a/', 'p', '*')], []],
    ['nothing', [['DetachUserPolicy', { userName: 'a', policyArn: stage }]], []],
  ])('%s', (_, calls, expected) => {
    expect(given(calls)).toMatchObject({ granted: expected, toFind: [] });
  });

  it('to a role that is no more, in the partition of the others', () => {
    const { granted } = given([['AttachRolePolicy', { roleName: 'gone', policyArn: stage }]]);
    expect(granted).toEqual([['role/gone', 'policy/StageAccess', 's3:putobject']]);
  });
});

describe('a managed policy that the account does not show', () => {
  const attached: Call = ['AttachUserPolicy', { userName: 'a', policyArn: owned }];
  it('is to be found, and is missing where it is not', () => {
    const { granted, toFind } = given([attached, attached]);
    expect(toFind).toEqual([`${owned} `]);
    expect(granted[0]).toEqual(['user/etl/a', owned, `sts:* + ? ${owned}`]);
  });

  it('is what was found', () => {
    const found = readAuthorizationDetails({
      ...details,
      Policies: [{ Arn: owned, PolicyVersionList: version(['s3:*']) }],
    });
    const policy = found.managed.get(owned);
    expect(given([attached], policy ? [policy] : []).granted).toEqual([
      ['user/etl/a', owned, 'sts:* + s3:*'],
    ]);
  });

  it('is what a call wrote: it may be gone before anybody looks', () => {
    const policyArn = `${account}:policy/shortlived`;
    const created: Call = [
      'CreatePolicy',
      { policyName: 'shortlived', policyDocument: document('*') },
      { responseElements: { policy: { arn: policyArn } } },
    ];
    const { granted, toFind } = given([created, ['AttachUserPolicy', { userName: 'a', policyArn }]]);
    expect(granted).toEqual([['user/etl/a', 'policy/shortlived', 'sts:* + *']]);
    expect(toFind).toEqual([]);
  });

  it('is to be found in the version that a call named', () => {
    const { granted, toFind } = given([['SetDefaultPolicyVersion', { policyArn: stage, versionId: 'v9' }]]);
    expect(toFind).toEqual([`${stage} v9`]);
    expect(granted).toEqual([['user/b', 'policy/StageAccess', `? ${stage} + s3:get* + *`]]);
  });
});
