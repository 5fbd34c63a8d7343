import { describe, expect, it } from 'vitest';
import { NotAuthorizationDetailsError } from '../../shared/access/account-page.ts';
import { readAuthorizationDetails } from '../../shared/access/authorization-details.ts';

const arn = 'arn:aws:iam::123456789012:user/requester';
const roleArn = 'arn:aws:iam::123456789012:role/redshift-stage';
const policyArn = 'arn:aws:iam::123456789012:policy/stage';

function documentOf(action: string) {
  return {
    Version: '2012-10-17',
    Statement: { Sid: action, Effect: 'Allow', Action: action, Resource: '*' },
  };
}

function inline(name: string, document: unknown = documentOf(name)) {
  return { PolicyName: name, PolicyDocument: document };
}

function managed(document: unknown, delta: object = {}) {
  return {
    PolicyName: 'stage',
    Arn: policyArn,
    DefaultVersionId: 'v1',
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }],
    ...delta,
  };
}

const attached = [{ PolicyName: 'stage', PolicyArn: policyArn }];

/** What was read of one user, in short: its policies with the names of their statements. */
function read(user: object, account: object = {}) {
  const { principals, faults } = readAuthorizationDetails({
    UserDetailList: [{ Arn: arn, ...user }],
    ...account,
  });
  const [principal] = principals;
  return {
    policies: principal?.policies.map(
      ({ name, missing, document }) =>
        missing ?? [name, ...(document?.allows ?? []).map((one) => one.name)].join(' '),
    ),
    boundary: principal?.boundary?.missing ?? principal?.boundary?.document?.allows[0]?.name,
    missing: principal?.missing,
    faults,
  };
}

describe('the authorization details of an account', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', '{}'],
    ['a list', []],
    ['an empty object', {}],
    ['groups and policies alone', { GroupDetailList: [], Policies: [] }],
  ])('are not %s', (_, details) => {
    expect(() => readAuthorizationDetails(details)).toThrow(NotAuthorizationDetailsError);
  });

  it.each<[string, object]>([
    ['no users', { UserDetailList: [] }],
    ['no roles', { RoleDetailList: [] }],
  ])('may have %s', (_, details) => {
    expect(readAuthorizationDetails(details)).toMatchObject({ principals: [], isWhole: true, faults: [] });
  });

  it('give users and roles', () => {
    const { principals, faults } = readAuthorizationDetails({
      UserDetailList: [{ Arn: arn, UserPolicyList: [inline('of-user')] }],
      RoleDetailList: [
        { Arn: roleArn, RolePolicyList: [inline('of-role')], UserPolicyList: [inline('not')] },
      ],
    });
    expect(faults).toEqual([]);
    expect(principals.map((one) => [one.arn, ...one.policies.map(({ name }) => name)])).toEqual([
      [arn, 'of-user'],
      [roleArn, 'of-role'],
    ]);
  });

  it('give the policies of a principal and of its groups', () => {
    const user = {
      UserPolicyList: [inline('a')],
      AttachedManagedPolicies: attached,
      GroupList: ['agents', 'others'],
    };
    const account = {
      Policies: [managed(documentOf('b'))],
      GroupDetailList: [
        { GroupName: 'nobody', GroupPolicyList: [inline('x')] },
        { GroupName: 'agents', GroupPolicyList: [inline('c')], AttachedManagedPolicies: [] },
        { GroupName: 'others', AttachedManagedPolicies: attached },
      ],
    };
    expect(read(user, account)).toEqual({
      policies: ['a a', `${policyArn} b`, 'c of group agents c'],
      boundary: undefined,
      missing: [],
      faults: [],
    });
  });

  it('know of a managed policy its default version only', () => {
    const version = (id: string, isDefault: boolean) => ({
      VersionId: id,
      IsDefaultVersion: isDefault,
      Document: encodeURIComponent(JSON.stringify(documentOf(id))),
    });
    const versions = { PolicyVersionList: [version('v3', false), version('v2', true), version('v1', false)] };
    const account = { Policies: [managed(undefined, { ...versions, DefaultVersionId: 'v2' })] };
    expect(read({ AttachedManagedPolicies: attached }, account)).toMatchObject({
      policies: [`${policyArn} v2`],
      faults: [],
    });
  });

  it('know it by its id where no version says so', () => {
    const versions = ['v2', 'v1'].map((id) => ({ VersionId: id, Document: documentOf(id) }));
    const account = { Policies: [managed(undefined, { PolicyVersionList: versions })] };
    expect(read({ AttachedManagedPolicies: attached }, account).policies).toEqual([`${policyArn} v1`]);
  });

  it.each<[string, object]>([
    ['is not contained', { Policies: [] }],
    ['has no versions', { Policies: [managed(undefined, { PolicyVersionList: [] })] }],
    ['has no list of versions', { Policies: [managed(undefined, { PolicyVersionList: undefined })] }],
    [
      'has no default version',
      {
        Policies: [
          managed(undefined, {
            DefaultVersionId: undefined,
            PolicyVersionList: [{ Document: documentOf('x') }],
          }),
        ],
      },
    ],
  ])('miss a managed policy that %s', (_, account) => {
    expect(read({ AttachedManagedPolicies: attached }, account)).toMatchObject({
      policies: [policyArn],
      faults: [],
    });
  });

  it('give the boundary', () => {
    const boundary = {
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: policyArn },
    };
    expect(read(boundary, { Policies: [managed(documentOf('b'))] })).toMatchObject({
      boundary: 'b',
      faults: [],
    });
    expect(read(boundary)).toMatchObject({ boundary: policyArn, policies: [], faults: [] });
  });

  it('miss a group that they do not contain', () => {
    expect(read({ GroupList: ['agents'] })).toMatchObject({
      policies: [],
      missing: ['group agents'],
      faults: [],
    });
  });

  it('say where they are one page of several', () => {
    expect(read({}, { IsTruncated: true, Marker: 'x' }).faults).toEqual([
      { pointer: '/IsTruncated', detail: 'is true: this is one page of several' },
    ]);
    expect(read({}, { IsTruncated: false }).faults).toEqual([]);
  });

  it.each<[string, object, object, string[], string[]]>([
    [
      'an inline policy that is none',
      { UserPolicyList: [inline('a', 'x')] },
      {},
      ['/UserDetailList/0/UserPolicyList/0/PolicyDocument'],
      ['a'],
    ],
    [
      'an inline policy without a document',
      { UserPolicyList: [{ PolicyName: 'a' }] },
      {},
      ['/UserDetailList/0/UserPolicyList/0/PolicyDocument'],
      ['a'],
    ],
    [
      'an inline policy without a name',
      { UserPolicyList: [{ PolicyDocument: documentOf('a') }] },
      {},
      ['/UserDetailList/0/UserPolicyList/0/PolicyName'],
      ['inline policy a'],
    ],
    [
      'a managed policy that is none',
      { AttachedManagedPolicies: attached },
      { Policies: [managed('%7Bx')] },
      ['/Policies/0/PolicyVersionList/0/Document'],
      [policyArn],
    ],
    [
      'a managed policy whose ARN is a number',
      { AttachedManagedPolicies: attached },
      { Policies: [managed(documentOf('a'), { Arn: 7 })] },
      ['/Policies/0/Arn'],
      [policyArn],
    ],
    [
      'an attached policy without an ARN',
      { AttachedManagedPolicies: [{}] },
      {},
      ['/UserDetailList/0/AttachedManagedPolicies/0/PolicyArn'],
      ['managed policy'],
    ],
    ['policies that are no list', {}, { Policies: {} }, ['/Policies'], []],
    ['a policy that is null', {}, { Policies: [null] }, ['/Policies/0'], []],
    [
      'versions that are text',
      {},
      { Policies: [managed(undefined, { PolicyVersionList: 'v1' })] },
      ['/Policies/0/PolicyVersionList'],
      [],
    ],
    ['a group without a name', {}, { GroupDetailList: [{}] }, ['/GroupDetailList/0/GroupName'], []],
    ['groups that are a number', {}, { GroupDetailList: 7 }, ['/GroupDetailList'], []],
    ['a user that is text', {}, { RoleDetailList: ['x'] }, ['/RoleDetailList/0'], []],
    ['a role without an ARN', {}, { RoleDetailList: [{}] }, ['/RoleDetailList/0/Arn'], []],
    ['a role whose ARN is a number', {}, { RoleDetailList: [{ Arn: 1 }] }, ['/RoleDetailList/0/Arn'], []],
    ['roles that are text', {}, { RoleDetailList: 'x' }, ['/RoleDetailList'], []],
  ])('say what is wrong with %s, and read the rest', (_, user, account, pointers, policies) => {
    const found = read(user, account);
    expect(found.faults.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(found.policies).toEqual(policies);
  });

  it('hide no principal behind another that cannot be read', () => {
    const { principals, faults } = readAuthorizationDetails({
      UserDetailList: [null, 7, [], {}, { Arn: '' }, { Arn: arn, UserPolicyList: [inline('a', '[')] }],
      RoleDetailList: [{ Arn: roleArn }],
    });
    expect(principals.map((one) => one.arn)).toEqual([arn, roleArn]);
    expect(faults).toHaveLength(6);
  });

  it.each<[string, object, object, string[], object]>([
    [
      'a user under another path',
      {},
      { UserDetailList: [{ Arn: arn }, { Arn: arn.replace('user/', 'user/path/') }] },
      ['/UserDetailList/1'],
      { count: 2, missing: ['policies'] },
    ],
    [
      'the default version of a managed policy',
      { AttachedManagedPolicies: attached },
      {
        Policies: [
          managed(undefined, {
            PolicyVersionList: ['v1', 'v2'].map((VersionId) => ({
              VersionId,
              IsDefaultVersion: true,
              Document: documentOf(VersionId),
            })),
          }),
        ],
      },
      ['/Policies/0/PolicyVersionList'],
      { policies: [policyArn] },
    ],
    [
      'a user',
      {},
      { UserDetailList: [{ Arn: arn }, { Arn: arn }] },
      ['/UserDetailList/1'],
      { count: 2, missing: ['policies'] },
    ],
    [
      'a group',
      { GroupList: ['g'] },
      { GroupDetailList: [{ GroupName: 'g' }, { GroupName: 'g' }] },
      ['/GroupDetailList/1'],
      { policies: ['group g'] },
    ],
    [
      'a managed policy',
      { AttachedManagedPolicies: attached },
      { Policies: [managed(documentOf('a')), managed(documentOf('b'))] },
      ['/Policies/1'],
      { policies: [policyArn] },
    ],
  ])('do not rely on %s that is there twice', (_, user, account, pointers, expected) => {
    const { principals, faults } = readAuthorizationDetails({
      UserDetailList: [{ Arn: arn, ...user }],
      ...account,
    });
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
    const last = principals.at(-1);
    const found = {
      count: principals.length,
      missing: last?.missing,
      policies: last?.policies.map(({ missing }) => missing),
    };
    expect(found).toMatchObject(expected);
  });

  it('take a policy that is attached twice once', () => {
    const twice = { AttachedManagedPolicies: [...attached, ...attached] };
    expect(read(twice, { Policies: [managed(documentOf('a'))] }).policies).toHaveLength(1);
  });

  it.each<[string, object, string[]]>([
    ['inline policies that are no list', { UserPolicyList: 'x' }, ['policies']],
    ['an inline policy that is null', { UserPolicyList: [null] }, ['policies']],
    ['attached policies that are no list', { AttachedManagedPolicies: 'x' }, ['policies']],
    ['inline policies that are null', { UserPolicyList: null }, ['policies']],
    ['groups that are text', { GroupList: 'admins' }, ['groups']],
    ['a group that is an object', { GroupList: [{ toString: 1, valueOf: 1 }, 'g'] }, ['groups', 'group g']],
    [
      'a group deep in lists',
      { GroupList: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) },
      ['groups'],
    ],
  ])('miss what %s may have held', (_, user, missing) => {
    const found = read(user);
    expect(found.missing).toEqual(missing);
    expect(found.faults).toHaveLength(1);
  });

  it('miss what a group may have held that cannot be read', () => {
    const account = { GroupDetailList: [{ GroupName: 'g', GroupPolicyList: 'x' }] };
    expect(read({ GroupList: ['g'] }, account).policies).toEqual(['group g']);
  });

  it('say that a boundary is no object, and miss it', () => {
    expect(read({ PermissionsBoundary: policyArn })).toMatchObject({
      boundary: 'permissions boundary',
      faults: [
        { pointer: '/UserDetailList/0/PermissionsBoundary', detail: 'expected an object, got a string' },
      ],
    });
  });

  it.each([
    [
      'a group named like a prototype',
      '{"UserDetailList":[{"Arn":"x","GroupList":["__proto__","constructor"]}]}',
    ],
    [
      'a policy named like a prototype',
      '{"UserDetailList":[{"Arn":"__proto__","AttachedManagedPolicies":[{"PolicyArn":"constructor"}]}]}',
    ],
    [
      'a prototype',
      '{"__proto__":{"RoleDetailList":7},"UserDetailList":[{"__proto__":{"Arn":"y"},"Arn":"x"}]}',
    ],
    ['lone surrogates', String.raw`{"UserDetailList":[{"Arn":"\ud800","GroupList":["\udc00"]}]}`],
    [
      'a list in a list without end',
      `{"UserDetailList":[{"Arn":"x","UserPolicyList":${'['.repeat(3000)}${']'.repeat(3000)}}]}`,
    ],
    [
      'a document in a document',
      `{"UserDetailList":[{"Arn":"x","UserPolicyList":[{"PolicyName":"a","PolicyDocument":${'{"Statement":'.repeat(3000)}1${'}'.repeat(3000)}}]}]}`,
    ],
  ])('survive %s', (_, text) => {
    expect(readAuthorizationDetails(JSON.parse(text)).principals).toHaveLength(1);
  });
});

describe('pages of authorization details', () => {
  const other = '210987654321';
  const ofOther = (text: string) => text.replace('123456789012', other);
  const group = (Arn: string | undefined, name: string) => ({
    GroupName: 'agents',
    ...(Arn && { Arn }),
    GroupPolicyList: [inline(name)],
  });
  const user = (more: object, Arn = arn) => ({ UserDetailList: [{ Arn, ...more }] });
  const of = (...pages: object[]) => {
    const { principals, isWhole, faults } = readAuthorizationDetails(pages);
    return {
      principals: principals.map((one) => [
        one.arn,
        ...one.policies.map(
          ({ name, missing, document }) => missing ?? `${name}: ${document?.allows[0]?.name}`,
        ),
        ...one.missing,
      ]),
      isWhole,
      faults: faults.map(({ pointer, detail }) => `${pointer} ${detail}`),
    };
  };
  const policies = (document: unknown, delta: object = {}) => ({
    UserDetailList: [],
    Policies: [managed(document, delta)],
  });
  const agents = 'arn:aws:iam::123456789012:group/agents';

  it.each<[string, object[]]>([
    ['behind it', [user({ AttachedManagedPolicies: attached }), policies(documentOf('a'))]],
    ['before it', [policies(documentOf('a')), user({ AttachedManagedPolicies: attached })]],
    ['deep in lists', [[user({ AttachedManagedPolicies: attached })], [[policies(documentOf('a'))]]]],
    [
      'twice, the same',
      [
        policies(documentOf('a')),
        user({ AttachedManagedPolicies: attached }),
        policies(documentOf('a'), { AttachmentCount: 2 }),
      ],
    ],
  ])('find a managed policy that stands %s', (_, pages) => {
    expect(of(...pages)).toEqual({
      principals: [[arn, `${policyArn}: a`]],
      isWhole: true,
      faults: [],
    });
  });

  it('find the group of each account', () => {
    const page = { UserDetailList: [], GroupDetailList: [group(agents, 'a'), group(ofOther(agents), 'b')] };
    const users = {
      UserDetailList: [
        { Arn: arn, GroupList: ['agents'] },
        { Arn: ofOther(arn), GroupList: ['agents'] },
      ],
    };
    expect(of(users, page).principals).toEqual([
      [arn, 'a of group agents: a'],
      [ofOther(arn), 'b of group agents: b'],
    ]);
    const without = { UserDetailList: [], GroupDetailList: [group(ofOther(agents), 'b')] };
    expect(of(user({ GroupList: ['agents'] }), without).principals).toEqual([[arn, 'group agents']]);
  });

  it('take the same principal and group on two pages once', () => {
    const page = { ...user({ GroupList: ['agents'] }), GroupDetailList: [group(agents, 'a')] };
    expect(of(page, page)).toEqual({
      principals: [[arn, 'a of group agents: a']],
      isWhole: true,
      faults: [],
    });
  });

  it.each<[string, object[], string[], string[][]]>([
    [
      'a principal',
      [user({}), user({ UserPolicyList: [inline('a')] })],
      ['/1/UserDetailList/0 is there twice'],
      [[arn], [arn, 'a: a', 'policies']],
    ],
    [
      'a group',
      [
        { ...user({ GroupList: ['agents'] }), GroupDetailList: [group(agents, 'a')] },
        { UserDetailList: [], GroupDetailList: [group(agents, 'b')] },
      ],
      ['/1/GroupDetailList/0 is there twice'],
      [[arn, 'b of group agents: b', 'group agents']],
    ],
    [
      'a managed policy',
      [user({ AttachedManagedPolicies: attached }), policies(documentOf('a')), policies(documentOf('b'))],
      ['/2/Policies/0 is there twice'],
      [[arn, policyArn]],
    ],
  ])('do not rely on %s that differs from page to page', (_, pages, faults, principals) => {
    expect(of(...pages)).toMatchObject({ faults, principals });
  });

  it.each([
    [['v2', 'v10', 'v9'], 'v10'],
    [['v3', 'v3'], 'v3'],
  ])('take of %j of a policy of AWS the newest, %s', (versions, expected) => {
    const ofAws = 'arn:aws:iam::aws:policy/stage';
    const pages = versions.map((VersionId) =>
      policies(undefined, {
        Arn: ofAws,
        DefaultVersionId: VersionId,
        PolicyVersionList: [{ VersionId, IsDefaultVersion: true, Document: documentOf(VersionId) }],
      }),
    );
    const attachedToIt = user({ AttachedManagedPolicies: [{ PolicyName: 'stage', PolicyArn: ofAws }] });
    expect(of(attachedToIt, ...pages)).toMatchObject({
      principals: [[arn, `${ofAws}: ${expected}`]],
      faults: [],
    });
  });

  it.each<[string, object[], string[]]>([
    ['the last is there', [{ ...user({}), IsTruncated: true }, user({}, `${arn}-2`)], []],
    [
      'the last is of AWS alone',
      [
        { ...user({}), NextToken: 'x' },
        { UserDetailList: [], Policies: [managed(documentOf('a'), { Arn: 'arn:aws:iam::aws:policy/a' })] },
      ],
      [],
    ],
    ['all say so', [{ ...user({}), NextToken: 'x' }], ['/0/NextToken is there: this is one page of several']],
    [
      'the last of another account is there',
      [
        { ...user({}), NextToken: 'x' },
        { ...user({}, `${arn}-2`), IsTruncated: true },
        user({}, ofOther(arn)),
      ],
      ['/1/IsTruncated is true: this is one page of several'],
    ],
    [
      'the first says so and holds nobody',
      [{ UserDetailList: [], IsTruncated: true }],
      ['/0/IsTruncated is true: this is one page of several'],
    ],
    [
      'an empty page says so, and another is the last',
      [{ UserDetailList: [], IsTruncated: true }, user({})],
      [],
    ],
    ['the mark is empty', [{ ...user({}), NextToken: '' }], []],
  ])('are whole where they are: %s', (_, pages, faults) => {
    expect(of(...pages)).toMatchObject({ isWhole: faults.length === 0, faults });
  });

  it.each<[string, unknown]>([
    ['one of them is none', [user({}), { Records: [] }]],
    ['there are none', []],
    ['the lists go too deep', [[[[[user({})]]]]]],
  ])('are refused where %s', (_, pages) => {
    expect(() => readAuthorizationDetails(pages)).toThrow(NotAuthorizationDetailsError);
  });
});
