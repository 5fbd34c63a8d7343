import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionCatalogue } from '../../shared/access/action-catalogue.ts';
import { principalAnalysis } from '../../shared/access/analyse-principal.ts';
import { readAuthorizationDetails } from '../../shared/access/authorization-details.ts';
import { parsePolicyDocument } from '../../shared/access/policy-document.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';
import type { PrincipalPolicies } from '../../shared/access/principal-policies.ts';
import {
  Oracle,
  type PlainDocument,
  type PlainPrincipal,
  type PlainStatement,
  type Skip,
  tokensOfForm,
} from './oracle.ts';

const arn = 'arn:aws:iam::123456789012:user/somebody';
const forms = ['{}', 'a', 'a{}', '{}b', 'b*', 'aa{}b', '-'] as const;
const takes = { a: '0 1 2,3 4 -', B: '5 3 1,5', ab: '6 2', z: '4' };
const actions = { a: 'a b aB Abb z', B: 'a b aB', ab: 'a ba', z: 'z' };
type Service = keyof typeof actions;
/** The last form is no resource at all: the text `*`. */
const resources = forms.slice(0, -1).join(' ');
const catalogue = actionCatalogue(
  Object.fromEntries(
    (['a', 'B', 'ab', 'z'] as const).map((service) => [
      service,
      { actions: actions[service], resources, takes: takes[service].replaceAll('6', '-') },
    ]),
  ),
);
const tokens = Object.fromEntries(forms.map((form) => [form, form === '-' ? ['*'] : tokensOfForm(form, '')]));

/** The forms of the resources that an action takes. */
function formsOf(action: string): string[] {
  const [service, name = ''] = action.split(':') as [Service, string?];
  const taken = takes[service].split(' ')[actions[service].split(' ').indexOf(name)] ?? '';
  return taken.split(',').map((place) => forms[Number(place)] ?? '-');
}

/** The patterns that the statements of one principal choose from: few, so that they meet. */
interface Pool {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const often = <Item>(weight: number, item: Item) => ({ weight, arbitrary: fc.constant(item) });
const character = fc.oneof(often(4, 'a'), often(3, 'b'), often(4, '*'), often(4, '?'), often(1, 'A'));
const short = fc.oneof(often(3, '*'), {
  weight: 5,
  arbitrary: fc.string({ unit: character, minLength: 0, maxLength: 2 }),
});
const action = fc.oneof(
  often(3, '*'),
  { weight: 10, arbitrary: fc.tuple(short, short).map((parts) => parts.join(':')) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', 'B', ':', '*', '?'), maxLength: 4 }) },
);
const variable = fc.constantFrom('$'.concat('{*}'), '$'.concat('{?}'), '$'.concat('{$}'), '$'.concat('{a}'));
const resource = fc.oneof(
  often(4, '*'),
  often(1, '?*'),
  { weight: 12, arbitrary: fc.string({ unit: character, maxLength: 4 }) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom('', 'a', '*', '?'), variable, fc.constantFrom('', 'b', '*'))
      .map((parts) => parts.join('')),
  },
);
const pool: fc.Arbitrary<Pool> = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
  resources: fc.array(resource, { minLength: 1, maxLength: 5 }),
});

/** A number for each choice: the pool is not known yet. */
const places = fc.array(fc.nat(59), { minLength: 1, maxLength: 3 });
const shape = fc.record({
  effect: fc.oneof(often(2, 'Allow' as const), often(3, 'Deny' as const)),
  actions: places,
  notAction: fc.boolean(),
  resources: places,
  notResource: fc.boolean(),
  extra: fc.nat(15),
});
type Shape = typeof shape extends fc.Arbitrary<infer Value> ? Value : never;
const policyShape = fc.record({ old: fc.nat(7), statements: fc.array(shape, { maxLength: 4 }) });
const principalShape = fc.record({
  wide: fc.nat(3).map((one) => one > 0),
  pool,
  policies: fc.array(policyShape, { minLength: 1, maxLength: 2 }),
  boundary: fc.oneof(often(3, null), {
    weight: 1,
    arbitrary: fc.record({ old: fc.nat(7), statements: fc.array(shape, { minLength: 1, maxLength: 3 }) }),
  }),
  baseline: fc.oneof(often(3, []), {
    weight: 1,
    arbitrary: fc.array(action, { minLength: 1, maxLength: 2 }),
  }),
});
type PrincipalShape = typeof principalShape extends fc.Arbitrary<infer Value> ? Value : never;

const conditions = [{}, { Bool: { 'aws:SecureTransport': 'true' } }, { StringEquals: {} }];

function plainStatement({ effect, extra, ...shape }: Shape, pool: Pool, sid: string): PlainStatement {
  const chosen = (numbers: readonly number[], texts: readonly string[]) => {
    const list = [...new Set(numbers.map((number) => texts[number % texts.length] as string))];
    return list.length === 1 && extra % 2 === 0 ? (list[0] as string) : list;
  };
  // Many a Deny concerns one dimension only.
  const anyAction = effect === 'Deny' && shape.notResource && extra > 4;
  const anyResource = effect === 'Deny' && !anyAction && extra > 8;
  const actions = anyAction ? '*' : chosen(shape.actions, pool.actions);
  const resources = anyResource ? '*' : chosen(shape.resources, pool.resources);
  return {
    ...(extra % 3 > 0 && { Sid: sid }),
    Effect: effect,
    ...(shape.notAction && !anyAction ? { NotAction: actions } : { Action: extra === 3 ? [] : actions }),
    ...(shape.notResource && !anyResource ? { NotResource: resources } : { Resource: resources }),
    ...(conditions[extra] && { Condition: conditions[extra] }),
  };
}

const everything: PlainStatement = { Sid: 'everything', Effect: 'Allow', Action: '*', Resource: '*' };

function plainPrincipal({ wide, pool, policies, boundary, baseline }: PrincipalShape): PlainPrincipal {
  const documentOf = ({ old, statements }: (typeof policies)[number], name: string): PlainDocument => ({
    ...(old > 1 ? { Version: '2012-10-17' } : old === 1 && { Version: '2008-10-17' }),
    Statement: statements.map((one, index) => plainStatement(one, pool, `${name}${index + 1}`)),
  });
  return {
    policies: [
      ...policies.map((one, index) => documentOf(one, `s${index + 1}`)),
      ...(wide ? [{ Statement: [everything] }] : []),
    ],
    boundary: boundary === null ? undefined : documentOf(boundary, 'boundary'),
    baseline,
  };
}

function directly({ policies, boundary }: PlainPrincipal): PrincipalPolicies {
  return {
    arn,
    policies: policies.map((policy, index) => ({
      name: nameOf(index),
      document: parsePolicyDocument(policy),
    })),
    boundary: boundary && { name: 'boundary', document: parsePolicyDocument(boundary) },
    missing: [],
  };
}

/** The first policy is the principal's own, the second one attached to it, the third one of a group. */
function throughDetails({ policies: [own, attached, ofGroup], boundary }: PlainPrincipal): PrincipalPolicies {
  const decoy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const policyVersions = (document: PlainDocument) => [
    { VersionId: 'v3', IsDefaultVersion: false, Document: encodeURIComponent(JSON.stringify(decoy)) },
    {
      VersionId: 'v2',
      IsDefaultVersion: true,
      Document: encodeURIComponent(JSON.stringify(document, null, 1)),
    },
    { VersionId: 'v1', IsDefaultVersion: false, Document: decoy },
  ];
  const { principals, faults } = readAuthorizationDetails({
    UserDetailList: [
      {
        Arn: arn,
        UserPolicyList: own && [{ PolicyName: nameOf(0), PolicyDocument: own }],
        GroupList: ofGroup ? ['agents'] : [],
        AttachedManagedPolicies: attached && [{ PolicyName: 'attached', PolicyArn: nameOf(1) }],
        ...(boundary && { PermissionsBoundary: { PermissionsBoundaryArn: 'boundary' } }),
      },
    ],
    GroupDetailList: ofGroup && [
      {
        GroupName: 'agents',
        GroupPolicyList: [{ PolicyName: 'third', PolicyDocument: JSON.stringify(ofGroup) }],
      },
    ],
    RoleDetailList: [],
    Policies: [
      ...(attached ? [{ Arn: nameOf(1), PolicyVersionList: policyVersions(attached) }] : []),
      ...(boundary ? [{ Arn: 'boundary', PolicyVersionList: policyVersions(boundary) }] : []),
    ],
  });
  expect(faults).toEqual([]);
  return principals[0] as PrincipalPolicies;
}

function nameOf(index: number): string {
  return ['own', 'attached', 'third of group agents'][index] as string;
}

/** The Allow statements that give access, each as the only one; compared with the grants of the analysis. */
function grantingStatements({ policies }: PlainPrincipal, oracle: Oracle) {
  return policies.flatMap(({ Statement }, index) =>
    (Statement as readonly PlainStatement[]).flatMap((statement, place) => {
      const others = ({ Effect }: PlainStatement) => Effect === 'Allow';
      const skip = (one: PlainStatement) => one !== statement && isOwn(one) && others(one);
      if (statement.Effect !== 'Allow' || oracle.witness(skip) === undefined) return [];
      return [{ policy: nameOf(index), statement: statement.Sid ?? `#${place + 1}`, skip }];
    }),
  );

  function isOwn(one: PlainStatement): boolean {
    return policies.some(({ Statement }) => (Statement as readonly PlainStatement[]).includes(one));
  }
}

const seen = {
  all: 0,
  access: 0,
  boundary: 0,
  notAction: 0,
  notResource: 0,
  version: 0,
  someActions: 0,
  otherActions: 0,
  onlyOtherActions: 0,
};

function compare(shape: PrincipalShape): void {
  const plain = plainPrincipal(shape);
  const oracle = new Oracle(plain, tokens);
  const witness = oracle.witness();
  const principal = seen.all % 3 === 0 ? throughDetails(plain) : directly(plain);
  const access = principalAnalysis({ baselineActions: plain.baseline, catalogue })(principal);
  expect({ hasAccess: access.hasAccess, missing: access.missing }, `${witness}`).toEqual({
    hasAccess: witness !== undefined,
    missing: undefined,
  });
  const granting = grantingStatements(plain, oracle);
  expect(access.grants.map(({ policy, statement }) => ({ policy, statement }))).toEqual(
    granting.map(({ policy, statement }) => ({ policy, statement })),
  );
  if (witness !== undefined) compareEvidence(access, granting, oracle);
  note(plain, oracle, witness !== undefined);
}

function compareEvidence(
  { actionCount, otherActionCount = 0, services, grants }: PrincipalAccess,
  granting: ReturnType<typeof grantingStatements>,
  oracle: Oracle,
): void {
  const takesSome = (name: string, skip?: Skip) =>
    formsOf(name).some((form) => oracle.gives(name, skip, form));
  const given = catalogue.names.filter((name) => oracle.gives(name));
  const usable = given.filter((name) => takesSome(name));
  expect([actionCount, otherActionCount]).toEqual([usable.length, given.length - usable.length]);
  if (given.length > 0 && given.length < catalogue.names.length) seen.someActions++;
  if (usable.length < given.length) seen.otherActions++;
  if (usable.length === 0 && given.length > 0) seen.onlyOtherActions++;
  if (!services?.includes('*'))
    expect(services).toEqual(expect.arrayContaining(usable.map((name) => name.slice(0, name.indexOf(':')))));
  const examples = grants.flatMap(({ actions }) => actions ?? []);
  expect(examples.filter((one) => catalogue.names.includes(one)).sort()).toEqual([...usable].sort());
  grants.forEach(({ actions }, index) => {
    const known = actions?.filter((one) => catalogue.names.includes(one)) ?? [];
    for (const name of known) expect(takesSome(name, granting[index]?.skip)).toBe(true);
  });
}

/** Notes what decided: without it the answer would be another. */
function note(plain: PlainPrincipal, oracle: Oracle, access: boolean): void {
  seen.all++;
  if (access) seen.access++;
  if (access !== (new Oracle(withoutVersions(plain)).witness() !== undefined)) seen.version++;
  if (access) return;
  const isDeny = ({ Effect }: PlainStatement) => Effect === 'Deny';
  if (plain.boundary && oracle.witness(undefined, false)) seen.boundary++;
  if (oracle.witness((one) => isDeny(one) && one.NotAction !== undefined)) seen.notAction++;
  if (oracle.witness((one) => isDeny(one) && one.NotResource !== undefined)) seen.notResource++;
}

function withoutVersions({ policies, boundary, baseline }: PlainPrincipal): PlainPrincipal {
  return {
    policies: policies.map(({ Statement }) => ({ Statement })),
    boundary: boundary && { Statement: boundary.Statement },
    baseline,
  };
}

/** Mutation tests run this for each mutant: a few principals tell most of them apart. */
const numRuns = Number(process.env.ORACLE_RUNS ?? 24_000);

describe('the analysis of a principal', () => {
  it('agrees with the oracle', { timeout: 120_000 }, () => {
    fc.assert(fc.property(fc.noBias(principalShape), compare), { seed: 20_261_123, numRuns });
  });

  // What is generated must not become trivial.
  it.each([
    ['access', 'access', 0.25, 0.75],
    ['a boundary that takes all access', 'boundary', 0.05, 1],
    ['a NotAction that takes the rest', 'notAction', 0.02, 1],
    ['a NotResource that takes the rest', 'notResource', 0.02, 1],
    ['a version that decides what a variable is', 'version', 0.004, 1],
    ['some of the known actions', 'someActions', 0.08, 1],
    ['actions on resources that they do not take', 'otherActions', 0.08, 1],
    ['no others', 'onlyOtherActions', 0.005, 1],
  ] as const)('has seen %s often enough', (_, what, least, most) => {
    expect(seen[what] / seen.all).toBeGreaterThan(least);
    expect(seen[what] / seen.all).toBeLessThan(most);
  });
});
