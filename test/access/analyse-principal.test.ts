import { describe, expect, it } from 'vitest';
import { actionCatalogue } from '../../shared/access/action-catalogue.ts';
import { principalAnalysis, reachAnalysis } from '../../shared/access/analyse-principal.ts';
import { knownActions } from '../../shared/access/known-actions.ts';
import { parsePolicyDocument } from '../../shared/access/policy-document.ts';
import type { NamedPolicy, PrincipalPolicies } from '../../shared/access/principal-policies.ts';

const arn = 'arn:aws:iam::123456789012:user/requester';
const baseline = ['sts:AssumeRole', 'sts:Get*'];
const catalogue = actionCatalogue({
  s3: 'GetObject PutObject',
  sts: 'AssumeRole AssumeRoot GetSessionToken',
  ec2: Array.from({ length: 30 }, (_, index) => `Run${index}`).join(' '),
});
const analyse = principalAnalysis({ baselineActions: baseline, catalogue });

const all = { Effect: 'Allow', Action: '*', Resource: '*' };
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'a*' };

function policy(name: string, ...statements: object[]): NamedPolicy {
  return { name, document: parsePolicyDocument({ Version: '2012-10-17', Statement: statements }) };
}

function principal(
  policies: readonly NamedPolicy[],
  delta: Partial<PrincipalPolicies> = {},
): PrincipalPolicies {
  return { arn, policies, boundary: undefined, missing: [], ...delta };
}

function deny(delta: object): object {
  return {
    Effect: 'Deny',
    ...('NotAction' in delta ? {} : { Action: '*' }),
    ...('NotResource' in delta ? {} : { Resource: '*' }),
    ...delta,
  };
}

function accessOf(...statements: object[]): boolean | null {
  return analyse(principal([policy('own', ...statements)])).hasAccess;
}

function within(boundary: object[], ...statements: object[]): boolean | null {
  return analyse(principal([policy('own', ...statements)], { boundary: policy('boundary', ...boundary) }))
    .hasAccess;
}

function times(count: number, make: (index: number) => object): object[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

describe('whether a principal has access', () => {
  it.each<[string, object[], boolean]>([
    ['nothing', [], false],
    ['everything', [all], true],
    ['the baseline', [{ ...all, Action: 'sts:AssumeRole' }], false],
    ['the baseline in other letters', [{ ...all, Action: ['STS:assumerole', 'sts:get?'] }], false],
    ['a little more than the baseline', [{ ...all, Action: 'sts:AssumeRole*' }], true],
    ['any action of a name in the baseline', [{ ...all, Action: '*:AssumeRole' }], true],
    ['all but the baseline', [{ Effect: 'Allow', NotAction: baseline, Resource: '*' }], true],
    ['what is no action', [{ ...all, Action: ['s3', 'GetObject', ''] }], false],
    ['no action', [{ ...all, Action: [] }], false],
    ['no resource', [{ ...all, Resource: [] }], false],
    ['a service that there is not', [{ ...all, Action: 'zz:Nothing' }], true],
    ['a conditional Allow', [{ ...all, Condition: { Bool: { x: 'true' } } }], true],
    ['NotAction of everything', [{ Effect: 'Allow', NotAction: '*', Resource: '*' }], false],
    ['NotAction of every action', [{ Effect: 'Allow', NotAction: '*:*', Resource: '*' }], false],
    ['NotAction of nearly every action', [{ Effect: 'Allow', NotAction: '*:?*', Resource: '*' }], true],
    ['NotResource of everything', [{ Effect: 'Allow', Action: '*', NotResource: '*' }], false],
    [
      'NotResource of everything but the empty text',
      [{ Effect: 'Allow', Action: '*', NotResource: '?*' }],
      true,
    ],
  ])('allowed %s: %j', (_, statements, expected) => {
    expect(accessOf(...statements)).toBe(expected);
  });

  it.each<[string, object, boolean]>([
    ['everything', {}, false],
    ['every action', { Action: '*:*' }, false],
    ['all resources with a condition', { Condition: { Bool: { x: 'true' } } }, true],
    ['all resources with an empty condition', { Condition: {} }, false],
    ['every length in pieces', { Resource: ['', '?', '??*'] }, false],
    ['every length but none', { Resource: ['?', '??*'] }, true],
    ['every length but one', { Resource: ['', '??*'] }, true],
    ['every length but two', { Resource: ['', '?', '???*'] }, true],
    [
      'every length but twelve',
      { Resource: [...times(12, () => ({})).map((_, n) => '?'.repeat(n)), `${'?'.repeat(13)}*`] },
      true,
    ],
    [
      'every length up to twelve and the rest',
      { Resource: [...times(13, () => ({})).map((_, n) => '?'.repeat(n)), `${'?'.repeat(13)}*`] },
      false,
    ],
    ['all but some action', { NotAction: 's3:GetObject' }, true],
    ['all but the baseline', { NotAction: baseline }, false],
    ['all but what is no action', { NotAction: 's3' }, false],
    ['all but some resource', { NotResource: 'a' }, true],
    ['a variable', { Resource: ['*', '$'.concat('{aws:username}')] }, true],
    ['all but a variable', { NotResource: '$'.concat('{aws:username}') }, true],
    ['a literal star', { Resource: '$'.concat('{*}') }, true],
    ['all but a literal star', { NotResource: '$'.concat('{*}') }, true],
  ])('allowed everything, denied %s: %j', (_, delta, expected) => {
    expect(accessOf(all, deny(delta))).toBe(expected);
  });

  it.each<[string, object[], boolean]>([
    ['two NotAction of disjoint lists', [deny({ NotAction: 's3:*' }), deny({ NotAction: 'ec2:*' })], false],
    ['two NotAction of lists that meet', [deny({ NotAction: 's3:*' }), deny({ NotAction: '*:Get*' })], true],
    [
      'two NotAction that meet in the baseline',
      [deny({ NotAction: 'sts:Get*' }), deny({ NotAction: 'st*' })],
      false,
    ],
    [
      'two NotAction on resources of their own',
      [deny({ NotAction: 's3:*', Resource: 'a*' }), deny({ NotAction: 'ec2:*', Resource: 'b*' })],
      true,
    ],
    ['two NotResource that are disjoint', [deny({ NotResource: 'a*' }), deny({ NotResource: 'b*' })], false],
    ['two NotResource that meet', [deny({ NotResource: 'a*' }), deny({ NotResource: '*b' })], true],
    [
      'NotResource, and what it leaves',
      [deny({ NotResource: 'a*' }), deny({ Resource: ['a', 'a?*'] })],
      false,
    ],
    ['NotAction, and what it leaves', [deny({ NotAction: 's3:*' }), deny({ Action: 's3:*' })], false],
    ['NotAction, and nearly what it leaves', [deny({ NotAction: 's3:*' }), deny({ Action: 's3:?*' })], true],
    [
      'a literal star, and all but it',
      [deny({ NotResource: '$'.concat('{*}') }), deny({ Resource: '?' })],
      false,
    ],
    [
      'a literal star, and all but a literal question mark',
      [deny({ NotResource: '$'.concat('{*}') }), deny({ Resource: '$'.concat('{?}') })],
      true,
    ],
    [
      'one dimension after the other',
      [deny({ Action: 's3:*', Resource: 'a*' }), deny({ NotAction: 's3:*' })],
      true,
    ],
    [
      'both, crosswise',
      [
        deny({ NotAction: 's3:*' }),
        deny({ Action: 's3:*', Resource: 'a*' }),
        deny({ Action: 's3:*', NotResource: 'a*' }),
      ],
      false,
    ],
  ])('allowed everything, denied %s: %j', (_, denies, expected) => {
    expect(accessOf(all, ...denies)).toBe(expected);
  });

  it.each<[string, object[], object[], boolean]>([
    ['nothing', [], [all], false],
    ['everything', [all], [all], true],
    ['another action', [{ ...all, Action: 's3:PutObject' }], [read], false],
    ['another resource', [{ ...all, Resource: 'b*' }], [read], false],
    ['the same', [{ ...all, Action: 'S3:get*', Resource: '*b' }], [read], true],
    ['all other resources', [{ Effect: 'Allow', Action: '*', NotResource: 'a*' }], [read], false],
    ['nearly all other resources', [{ Effect: 'Allow', Action: '*', NotResource: 'a?*' }], [read], true],
    ['all other actions', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }], [read], false],
    ['the baseline', [{ ...all, Action: baseline }], [all], false],
    ['a Deny', [all, deny({ Action: 's3:*' })], [read], false],
    [
      'no Allow of actions and resources together',
      [
        { ...all, Action: 's3:*', Resource: 'b' },
        { ...all, Action: 'ec2:*', Resource: 'a' },
      ],
      [read],
      false,
    ],
    ['a variable', [{ ...all, Resource: '$'.concat('{aws:username}') }], [read], true],
    [
      'all but a variable',
      [{ Effect: 'Allow', Action: '*', NotResource: '$'.concat('{aws:username}') }],
      [read],
      true,
    ],
  ])('bounded by %s', (_, boundary, statements, expected) => {
    expect(within(boundary, ...statements)).toBe(expected);
  });
});

describe('what the analysis misses', () => {
  const missing = { name: 'lost', missing: 'lost' };

  it.each<[string, PrincipalPolicies, object]>([
    ['a policy, without other grants', principal([missing]), { hasAccess: null, missing: ['lost'] }],
    [
      'a policy, with other grants',
      principal([missing, policy('own', all)]),
      { hasAccess: true, missing: ['lost'] },
    ],
    ['a policy twice', principal([missing, missing]), { hasAccess: null, missing: ['lost'] }],
    ['a group', principal([], { missing: ['group x'] }), { hasAccess: null, missing: ['group x'] }],
    [
      'the boundary, with grants',
      principal([policy('own', all)], { boundary: missing }),
      { hasAccess: null, missing: ['lost'], grants: [] },
    ],
    [
      'the boundary, without grants',
      principal([policy('own')], { boundary: missing }),
      { hasAccess: false, grants: [] },
    ],
    [
      'the boundary and a policy',
      principal([{ name: 'x', missing: 'x' }, policy('own', all)], { boundary: missing }),
      { hasAccess: null, missing: ['x', 'lost'] },
    ],
  ])('is %s', (_, given, expected) => {
    expect(analyse(given)).toMatchObject({ arn, ...expected });
  });

  it('is not there where nothing is missing', () => {
    expect(analyse(principal([policy('own')]))).toEqual({ arn, hasAccess: false, grants: [] });
  });

  it('is the answer where the analysis takes too many steps', () => {
    const short = principalAnalysis({ baselineActions: baseline, catalogue, steps: 10 });
    expect(short(principal([policy('own', all, deny({ NotResource: '*a*b*' }))]))).toEqual({
      arn,
      hasAccess: null,
      missing: ['analysis-limit'],
      grants: [],
    });
  });
});

describe('the evidence of access', () => {
  it('names the statements that grant, and no other', () => {
    const statements = [
      { ...read, Sid: 'Read' },
      { ...read, Action: 's3:PutObject', Resource: 'b' },
      { ...read, Sid: 'Assume', Action: 'sts:AssumeRole' },
      deny({ Action: 's3:Put*' }),
      { ...all, Action: 'zz:Unknown' },
    ];
    expect(analyse(principal([policy('own', ...statements), policy('other', read)]))).toEqual({
      arn,
      hasAccess: true,
      actionCount: 1,
      services: ['s3', 'zz'],
      grants: [
        { policy: 'own', statement: 'Read', actions: ['s3:GetObject'] },
        { policy: 'own', statement: '#5', actions: ['zz:unknown'] },
        { policy: 'other', statement: '#1', actions: [] },
      ],
    });
  });

  it('does not take a pattern of the baseline for one of any service', () => {
    const own = principalAnalysis({ baselineActions: ['*:x'], catalogue });
    const statement = { ...all, Action: ['*:x', 's3:GetObject'] };
    expect(own(principal([policy('own', statement)])).services).toEqual(['s3']);
  });

  it.each([
    ['sts:AssumeRole?', 'sts:assumerole?'],
    ['nobody*:Knows', 'nobody*:knows'],
  ])('shows the pattern %s where no known action has such a name', (action, shown) => {
    const { actionCount, services, grants } = analyse(principal([policy('own', { ...all, Action: action })]));
    expect([actionCount, services?.length, grants[0]?.actions]).toEqual([0, 1, [shown]]);
  });

  it('counts all actions and shows 20', () => {
    const { actionCount, services, grants } = analyse(
      principal([policy('own', { ...all, Action: 'ec2:*' }, all)]),
    );
    expect({ actionCount, services }).toEqual({ actionCount: 33, services: ['*'] });
    expect(grants.map(({ actions }) => actions?.length)).toEqual([20, 0]);
  });

  it('leaves out what is cut', () => {
    const cut = [all, deny({ Action: ['ec2:*', 's3:Put*'] }), deny({ Action: 'sts:*', Resource: '*a*' })];
    expect(analyse(principal([policy('own', ...cut)]))).toMatchObject({
      hasAccess: true,
      actionCount: 2,
      services: ['s3', 'sts'],
      grants: [{ actions: ['s3:GetObject', 'sts:AssumeRoot'] }],
    });
  });

  it('is that of each principal alone', () => {
    const given = principal([policy('own', all)]);
    expect(analyse(given)).toEqual(analyse(given));
  });
});

describe('actions and the resources that they take', () => {
  const withKinds = actionCatalogue({
    ec2: { actions: 'RunInstances', resources: 'arn:{}:ec2:{}:{}:instance/{}', takes: '0' },
    s3: {
      actions: 'GetObject ListAllMyBuckets ListBucket',
      resources: 'arn:{}:s3:::{bucket}/{} arn:{}:s3:::{bucket}',
      takes: '0 - 1',
    },
  });
  const withResources = principalAnalysis({ baselineActions: baseline, catalogue: withKinds });
  const [bucket, objects] = ['arn:aws:s3:::stage', 'arn:aws:s3:::stage/*'];
  const instance = 'arn:aws:ec2:eu-central-1:123456789012:instance/*';
  const on = (Resource: unknown, Action: unknown = '*') => ({ Effect: 'Allow', Action, Resource });
  const found = (statements: object[], boundary?: object[]) => {
    const bounds = boundary && { boundary: policy('boundary', ...boundary) };
    const access = withResources(principal([policy('own', ...statements)], bounds));
    const { hasAccess, actionCount, otherActionCount, services, grants } = access;
    expect(hasAccess).toBe(true);
    return { actionCount, otherActionCount, services, examples: grants.flatMap(({ actions }) => actions) };
  };
  const [run, get, listAll, list] = [
    'ec2:RunInstances',
    's3:GetObject',
    's3:ListAllMyBuckets',
    's3:ListBucket',
  ];

  it.each<[string, object[], string[], number | undefined, string[]?]>([
    ['everything on everything', [on('*')], [run, get, listAll, list], undefined, ['*']],
    ['everything on a bucket and its objects', [on([bucket, objects])], [get, list], 2],
    ['everything on a bucket', [on(bucket)], [list], 3],
    ['everything on every ARN', [on('arn:*')], [run, get, list], 1],
    ['what takes no resource on every ARN', [on('arn:*', listAll)], [], 1],
    ['what takes objects on a bucket', [on(bucket, get)], [], 1],
    ['of other kinds in several statements', [on(bucket, get), on(instance, 's3:*')], [], 3],
    [
      'of other kinds in one statement',
      [on(bucket, get), on(objects, [get, list]), on(bucket, list)],
      [get, list],
      undefined,
    ],
    [
      'all but a bucket',
      [{ Effect: 'Allow', Action: '*', NotResource: bucket }],
      [run, get, listAll, list],
      undefined,
    ],
    [
      'all but S3 of one partition',
      [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::*' }],
      [run, get, listAll, list],
      undefined,
    ],
    [
      'all but S3, in any partition',
      [{ Effect: 'Allow', Action: '*', NotResource: 'arn:*:s3:::*' }],
      [run, listAll],
      2,
    ],
    ['all but what is no resource', [on('*'), deny({ Resource: '$'.concat('{*}') })], [run, get, list], 1],
    ['a bucket, its objects denied', [on([bucket, objects]), deny({ Resource: objects })], [list], 3],
    ['all that is no S3', [{ Effect: 'Allow', NotAction: 's3:*', Resource: objects }], [], 1, ['ec2']],
    ['all that a Deny spares', [on('*'), deny({ NotResource: [bucket, 'x'] })], [list], 3],
    ['a denied action', [on('*'), deny({ Action: 's3:Get*' })], [run, listAll, list], undefined],
  ])('%s', (_, statements, examples, otherActionCount, services) => {
    expect(found(statements)).toEqual({
      actionCount: examples.length,
      otherActionCount,
      services: services ?? expect.any(Array),
      examples,
    });
  });

  it.each<[string, object[], string[], number | undefined]>([
    ['a bucket', [on(bucket)], [list], 3],
    ['other actions on each', [on(objects, list), on(bucket, get)], [], 2],
    ['all but a bucket', [{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:*:s3:::*' }], [listAll], 2],
    ['some of each', [on(bucket, list), on(objects, get)], [get, list], undefined],
  ])('bounded by %s', (_, boundary, examples, otherActionCount) => {
    expect(found([on('*')], boundary)).toMatchObject({
      actionCount: examples.length,
      otherActionCount,
      examples,
    });
  });

  it('names the services that it names, where no action takes a resource', () => {
    expect(found([on(bucket, ['s3:Get*', run])])).toMatchObject({ actionCount: 0, services: ['ec2', 's3'] });
    expect(found([on(bucket)])).toMatchObject({ services: ['s3'] });
  });

  it('decides by all actions on all resources alike', () => {
    const nothing = principal([policy('own', on(bucket, get), deny({ Resource: bucket }))]);
    expect(withResources(nothing).hasAccess).toBe(false);
    const given = principal([policy('own', on(bucket))]);
    const reached = (options: object) => reachAnalysis({ baselineActions: [], catalogue, ...options })(given);
    const { reach } = reached({ catalogue: withKinds });
    expect(reach).toEqual({
      services: ['*'],
      actions: { catalogue: withKinds.revision, bits: Uint8Array.of(15) },
    });
    expect(reached({ steps: 1 }).reach?.actions).toBeUndefined();
  });

  it('are those of S3 where everything is allowed on a bucket', () => {
    const known = principalAnalysis({ baselineActions: baseline, catalogue: knownActions });
    const {
      actionCount = 0,
      otherActionCount = 0,
      services,
    } = known(principal([policy('own', on([bucket, objects]))]));
    expect(services).toContain('s3');
    expect(services?.length).toBeLessThan(5);
    expect(actionCount).toBeLessThan(150);
    expect(actionCount + otherActionCount).toBeGreaterThan(15_000);
  });
});

describe('policies that are hard to analyse', () => {
  const instances = 'arn:aws:ec2:*:*:instance/*';
  it.each<[string, object[], boolean]>([
    [
      'resources that two denies spare and a third cuts',
      [
        { ...all, Resource: instances },
        deny({ NotResource: instances }),
        deny({ NotResource: instances }),
        deny({ Resource: [instances, 'arn:aws:s3:::?'] }),
      ],
      false,
    ],
    [
      '5000 Deny statements that spare everything',
      [all, ...times(5000, () => deny({ NotResource: '*' }))],
      true,
    ],
    [
      'a NotResource of 200,000 texts',
      [{ Effect: 'Allow', Action: '*', NotResource: times(200_000, () => ({})).map((_, n) => `r${n}`) }],
      true,
    ],
    [
      '100 KB before a star, cut by what ends otherwise',
      [{ ...all, Resource: `${'a'.repeat(100_000)}*` }, deny({ Resource: `*${'a'.repeat(50_000)}b` })],
      true,
    ],
    [
      '100 KB of question marks before stars',
      [{ ...all, Resource: `${'?'.repeat(100_000)}a**` }, deny({ Resource: 'x' })],
      true,
    ],
    [
      '100 KB of variables that nothing closes',
      [{ ...all, Resource: '${'.repeat(50_000) }, deny({ Resource: 'x' })],
      true,
    ],
    [
      'a statement that takes too many steps, before one that nothing cuts',
      [
        { ...all, Action: 's3:*', Resource: '*a*b*c*d*' },
        ...times(13, (n) => deny({ Action: 's3:*', Resource: '?'.repeat(n) })),
        deny({ Action: 's3:*', Resource: `${'?'.repeat(13)}*` }),
        { ...all, Action: 'ec2:*' },
      ],
      true,
    ],
  ])('are answered rightly: %s', (_, statements, expected) => {
    expect(accessOf(...statements)).toBe(expected);
  });

  const stars = 'a*'.repeat(50_000);
  const productOf = (index: number) => deny({ NotResource: `*d*c*b*a*${index}*` });
  it.each<[string, object[]]>([
    [
      '100 KB that a deny does not spare',
      [{ ...all, Resource: 'a'.repeat(100_000) }, deny({ NotResource: `*${'a'.repeat(50_000)}b*` })],
    ],
    [
      '3000 denies that spare different texts',
      [all, ...times(3000, (n) => deny({ NotResource: `${'a'.repeat(n)}*` }))],
    ],
    [
      '5000 statements beside 5000 denies of many actions',
      [
        ...times(5000, (n) => ({ ...all, Action: `s3:Get${n}` })),
        ...times(5000, () => deny({ Action: times(20, () => ({})).map((_, n) => `s3:G?t${n}`) })),
      ],
    ],
    ['100 KB of pieces, twice', [{ ...all, Resource: stars }, deny({ Resource: stars })]],
    [
      '100 KB of pieces, cut by lengths',
      [{ ...all, Resource: stars }, deny({ Resource: `${'?'.repeat(12)}*` })],
    ],
    [
      'products of products',
      [{ ...all, Resource: '*a*b*c*d*' }, ...times(10, productOf), deny({ Resource: '*a*' })],
    ],
    [
      'products of actions',
      [
        { ...all, Action: '*a*b*c*d*:*' },
        ...times(10, (index) => deny({ NotAction: `*d*c*b*a*:${index}*` })),
      ],
    ],
    [
      'NotAction of many lists',
      [all, ...times(40, (n) => deny({ NotAction: times(20, () => ({})).map((_, m) => `*${n}x${m}*`) }))],
    ],
    ['a chain of NotAction', [all, ...times(2000, (n) => deny({ NotAction: `s:${'a'.repeat(n)}*` }))]],
    [
      'every length beside several stars',
      [
        { ...all, Resource: '*a*b*c*d*' },
        deny({ Resource: [...times(13, () => ({})).map((_, n) => '?'.repeat(n)), `${'?'.repeat(13)}*`] }),
      ],
    ],
    ['a long product', [{ ...all, Resource: 'a*'.repeat(370) }, deny({ NotResource: '*b'.repeat(370) })]],
  ])('are given up: %s', (_, statements) => {
    expect(analyse(principal([policy('own', ...statements)]))).toMatchObject({
      hasAccess: null,
      missing: ['analysis-limit'],
    });
  });

  it('take no longer than their steps, with a boundary of many statements', () => {
    const statements = [
      ...times(200, (n) => ({ ...all, Action: `s3:A${n}` })),
      ...times(200, (n) => deny({ Action: `s3:A${n}`, Resource: `zz${n}` })),
      ...times(150, (n) => deny({ NotResource: ['r', 's'].map((one) => `${one}${n}${'x'.repeat(3000)}`) })),
    ];
    const boundary = times(200, (n) => ({ ...all, Action: 's3:*', Resource: `r${n}` }));
    const given = principal([policy('own', ...statements)], { boundary: policy('boundary', ...boundary) });
    expect(analyse(given)).toEqual({ arn, hasAccess: false, grants: [] });
  });

  it('take no longer than their steps to show, with stars and denies of many actions', () => {
    const stars = times(300, () => ({})).map((_, n) => '*'.repeat(n + 1));
    const actions = times(20_000, () => ({})).map((_, n) => `zz:a${n}`);
    const given = principal([
      policy('own', { ...all, Action: stars }, deny({ Action: actions, Resource: 'zz' })),
    ]);
    expect(analyse(given).hasAccess).toBe(true);
  });

  it('are answered: forty lists, of which each region is looked at once', () => {
    const list = (n: number) => deny({ NotResource: ['x*', 'xy*', `q${n}*`] });
    expect(accessOf(all, ...times(40, list), deny({ Resource: 'x*' }))).toBe(false);
    expect(accessOf(all, ...times(40, list), deny({ Resource: 'xy*' }))).toBe(true);
  });

  it('are answered: thirty NotAction one within the other, of which each region is looked at once', () => {
    const within = (n: number) => `s:${'a'.repeat(n)}*`;
    const chain = times(30, (n) => deny({ NotAction: within(n) }));
    expect(accessOf(all, ...chain, deny({ Action: within(29) }))).toBe(false);
    expect(accessOf(all, ...chain, deny({ Action: within(30) }))).toBe(true);
  });

  it('have a count: what is left for all actions alike is found out once', () => {
    const names = times(22_000, () => ({})).map((_, n) => `Action${n}`);
    const large = principalAnalysis({
      baselineActions: baseline,
      catalogue: actionCatalogue({ s3: names.join(' ') }),
    });
    const denies = times(200, (n) => deny({ Resource: `*${n}x*` }));
    const { actionCount } = large(principal([policy('own', { ...all, Resource: 'r*' }, ...denies)]));
    expect(actionCount).toBe(22_000);
  });

  it('have a count: what one statement shows is not looked at for another', () => {
    const names = times(22_000, () => ({})).map((_, n) => `Action${n}`);
    const large = principalAnalysis({
      baselineActions: baseline,
      catalogue: actionCatalogue({ s3: names.join(' ') }),
    });
    const statements = times(200, () => all);
    const cut = deny({ NotResource: 'r*' });
    expect(large(principal([policy('own', ...statements, cut)])).actionCount).toBe(22_000);
  });

  it('have no count where counting takes too many steps, and access all the same', () => {
    const names = times(22_000, () => ({})).map((_, n) => `Action${n}`);
    const large = principalAnalysis({
      baselineActions: baseline,
      catalogue: actionCatalogue({ s3: names.join(' ') }),
    });
    const patterns = times(5000, () => ({})).map((_, n) => `*a${n}*o*:*`);
    const access = large(principal([policy('own', { ...all, Action: patterns })]));
    expect(access).toMatchObject({ hasAccess: true, grants: [{ policy: 'own' }] });
    expect(access).not.toHaveProperty('actionCount');
  });

  it.each<[string, object[]]>([
    ['100 KB of stars', [{ ...all, Action: '*'.repeat(100_000), Resource: '*'.repeat(100_000) }]],
    ['100 KB of question marks', [{ ...all, Resource: '?'.repeat(100_000) }]],
    ['100 KB of question marks in an action', [{ ...all, Action: `s3:${'?'.repeat(100_000)}` }]],
    ['5000 Deny statements of resources', [all, ...times(5000, (index) => deny({ Resource: `r${index}` }))]],
    [
      '5000 Deny statements of actions',
      [all, ...times(5000, (index) => deny({ Action: `s3:Get${index}*` }))],
    ],
    [
      '300 Deny statements with 12 question marks',
      [all, ...times(300, (index) => deny({ Resource: `${'?'.repeat(12)}${index}*` }))],
    ],
    [
      '300 of them beside several stars',
      [
        { ...all, Resource: '*a*b*c*' },
        ...times(300, (index) => deny({ Resource: `${'?'.repeat(12)}x${index}*` })),
      ],
    ],
    [
      'the same product ten times',
      [
        { ...all, Resource: '*a*b*c*d*' },
        ...times(10, () => deny({ NotResource: ['*d*c*b*a*', '*a*b*c*d*'] })),
      ],
    ],
  ])('are answered: %s', (_, statements) => {
    expect(accessOf(...statements)).toBe(true);
  });
});
