import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, decideOrWait } from '../../shared/evaluation/decide.ts';
import { UnavailableFactsError } from '../../shared/evaluation/unavailable-facts-error.ts';
import { type Fact, known, unavailable } from '../../shared/json/fact.ts';
import { type Facts, noFacts } from '../../shared/rules/facts.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';

const key = 'AKIAEXAMPLEEXAMPLE01';
const secondKey = 'AKIAEXAMPLEEXAMPLE02';
const arns = {
  clean: 'arn:aws:iam::123456789012:user/mapping-requester',
  guilty: 'arn:aws:iam::123456789012:user/administrator',
  unread: 'arn:aws:iam::123456789012:user/nobody-has-read',
  root: 'arn:aws:iam::123456789012:root',
};
const database = {
  iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
  accessKeyId: secondKey,
  principalArn: arns.clean,
};

/** How much a decision forbids. */
const strictness = { allow: 0, wait: 1, block: 2 } as const;

const accessOf = (arn: string | undefined): Fact<{ arn: string; hasAccess: boolean; grants: [] }> =>
  arn === undefined || arn === arns.unread
    ? { state: 'absent' }
    : known({ arn, hasAccess: arn === arns.guilty, grants: [] });

const owners = fc.constantFrom<Fact<{ arn: string }>>(
  { state: 'absent' },
  ...Object.values(arns).map((arn) => known({ arn })),
);
const accounts = fc.constantFrom<Fact<string>>(
  { state: 'absent' },
  known('123456789012'),
  known('999999999999'),
);

const worlds = fc.record({
  owner: owners,
  secondOwner: owners,
  account: accounts,
  declared: fc.constantFrom(...Object.values(arns), null),
  authentication: fc.constantFrom('assume-role-user', 'federated-sso', null),
  database: fc.constantFrom(database, null),
  policy: fc.record({
    whenUndecided: fc.constantFrom('allow', 'warn', 'block'),
    whenUnavailable: fc.constant('block'),
    exemptions: fc.constantFrom(
      [],
      [
        {
          id: 'E-1',
          rules: ['no-root-credentials', 'requester-has-no-access'],
          subject: { accountId: '123456789012' },
          owner: 'data-platform',
          reason: 'until the new requester is there',
          created: '2026-09-01',
          expires: '2026-12-01',
        },
      ],
    ),
  }),
});
const gone = fc.record({
  owner: fc.boolean(),
  secondOwner: fc.boolean(),
  account: fc.boolean(),
  access: fc.uniqueArray(fc.constantFrom(...Object.values(arns))),
});

type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;
type Gone = typeof gone extends fc.Arbitrary<infer T> ? T : never;

const nothingGone: Gone = { owner: false, secondOwner: false, account: false, access: [] };

function factsIn(world: World, without: Gone): Facts {
  return {
    ...noFacts,
    access: {
      of: (arn) => (without.access.includes(arn ?? '') ? unavailable : accessOf(arn)),
    },
    keyOwners: new Map([
      [key, without.owner ? unavailable : world.owner],
      [secondKey, without.secondOwner ? unavailable : world.secondOwner],
    ]),
    keyAccounts: new Map([[key, without.account ? unavailable : world.account]]),
  };
}

function decided({ declared, authentication, ...world }: World, facts: Facts): keyof typeof strictness {
  const connection = { principalArn: declared, authentication, database: world.database };
  const whole = submission({ connections: { redshift: connection } });
  try {
    return decideOrWait(bookOf(world.policy), { submission: whole, facts, evaluatedAt }).decision;
  } catch (error) {
    if (error instanceof UnavailableFactsError) return 'wait';
    throw error;
  }
}

describe('facts that are unavailable', () => {
  it('make no decision laxer, whichever they are', () => {
    fc.assert(
      fc.property(worlds, gone, (world, without) => {
        const healthy = decided(world, factsIn(world, nothingGone));
        expect(healthy).not.toBe('wait');
        const broken = decided(world, factsIn(world, without));
        expect(strictness[broken]).toBeGreaterThanOrEqual(Math.min(strictness[healthy], strictness.wait));
      }),
      { numRuns: 1000 },
    );
  });

  const cases = [
    ['whose the key is', { owner: true }, ['key-owner']],
    ['what the requester may do', { access: [arns.clean] }, ['iam-policies']],
  ] as const;
  const world: World = {
    owner: known({ arn: arns.clean }),
    secondOwner: { state: 'absent' },
    account: { state: 'absent' },
    declared: arns.clean,
    authentication: 'assume-role-user',
    database: null,
    policy: { whenUndecided: 'warn', whenUnavailable: 'block', exemptions: [] },
  };
  const decideWith = (without: Partial<Gone>, policy: object, delta: object = {}) => ({
    book: bookOf(policy),
    submissionCase: {
      submission: submission(delta),
      facts: factsIn(world, { ...nothingGone, ...without }),
      evaluatedAt,
    },
  });

  it.each(cases)('are named, and nothing is decided without them: %s', (_, without, names) => {
    const { book, submissionCase } = decideWith(
      { ...without, access: [...('access' in without ? without.access : [])] },
      {},
    );
    expect(() => decideOrWait(book, submissionCase)).toThrow(new UnavailableFactsError(names));
  });

  it.each(cases)('leave rules undecided where the policy says so: %s', (_, without, names) => {
    const policy = { whenUnavailable: 'undecided' };
    const { book, submissionCase } = decideWith(
      { ...without, access: [...('access' in without ? without.access : [])] },
      policy,
    );
    const { decision, unavailable: told, results } = decideOrWait(book, submissionCase);
    expect([decision, told]).toEqual(['allow', names]);
    expect(results.find(({ ruleId }) => ruleId === 'requester-has-no-access')).toMatchObject({
      outcome: 'undecided',
      missing: names,
    });
  });

  it('do not hide a violation that blocks whatever they are', () => {
    const delta = { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] };
    const { book, submissionCase } = decideWith({ owner: true }, {}, delta);
    const { decision, violations } = decideOrWait(book, submissionCase);
    expect([decision, violations.map(({ ruleId }) => ruleId)]).toEqual([
      'block',
      ['kms-unload-uses-iam-role'],
    ]);
  });

  it.each([
    ['in mode warn', { rules: { 'kms-unload-uses-iam-role': { mode: 'warn' } } }],
    [
      'exempted',
      {
        exemptions: [
          {
            id: 'E-2',
            rules: ['kms-unload-uses-iam-role'],
            subject: { task: 'orders-daily' },
            owner: 'data-platform',
            reason: 'until the unload options are mended',
            created: '2026-09-01',
            expires: '2026-12-01',
          },
        ],
      },
    ],
  ])('are waited for where a violation blocks nothing: %s', (_, policy) => {
    const delta = { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] };
    const { book, submissionCase } = decideWith({ owner: true }, policy, delta);
    expect(() => decideOrWait(book, submissionCase)).toThrow(UnavailableFactsError);
  });
});

describe('the evidence that a result rests on', () => {
  it('is the weakest on any requester that the rule was judged on, and none where it is about none', () => {
    const facts = factsIn(
      {
        owner: known({ arn: arns.clean }),
        secondOwner: { state: 'absent' },
        account: { state: 'absent' },
        declared: arns.clean,
        authentication: null,
        database: null,
        policy: { whenUndecided: 'warn', whenUnavailable: 'block', exemptions: [] },
      },
      nothingGone,
    );
    const evidenceOf = (connection: object) =>
      Object.fromEntries(
        decide(bookOf(), {
          submission: submission({ connections: { redshift: connection } }),
          facts,
          evaluatedAt,
        }).results.map(({ ruleId, evidence }) => [ruleId, evidence]),
      );
    expect(evidenceOf({})['no-root-credentials']).toBe('resolved');
    expect(evidenceOf({ database })['no-root-credentials']).toBe('declared');
    expect(evidenceOf({ iamRoleArn: null, database })['requester-has-no-access']).toBe('declared');
    expect(evidenceOf({})['duration-covers-run']).toBeUndefined();
  });
});
