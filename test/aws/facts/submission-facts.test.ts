import { describe, expect, it } from 'vitest';
import { accessFacts } from '../../../shared/access/access-facts.ts';
import { submissionFacts } from '../../../shared/aws/facts/submission-facts.ts';
import { decide } from '../../../shared/evaluation/decide.ts';
import { requesterOf } from '../../../shared/evaluation/known-requester.ts';
import { toAskAbout } from '../../../shared/gate/to-ask-about.ts';
import { absent, known, knownOrAbsent, unavailable } from '../../../shared/json/fact.ts';
import { noFacts } from '../../../shared/rules/facts.ts';
import { bookOf, policyOf } from '../../support/evaluation/rule-books.ts';
import { submission } from '../../support/evaluation/subjects.ts';
import { evaluatedAt } from '../../support/functions/invoke.ts';

const key = 'AKIAEXAMPLEEXAMPLE01';
const second = 'AKIAEXAMPLEEXAMPLE02';
const requester = 'arn:aws:iam::123456789012:user/mapping-requester';
const databaseRole = 'arn:aws:iam::123456789012:role/redshift-database';
const stage = 'arn:aws:iam::123456789012:role/redshift-stage';
const loader = 'arn:aws:iam::123456789012:user/loader';

const withoutRole: object = { connections: { redshift: { iamRoleArn: null } } };
const unread = (side: 'sources' | 'targets'): object => ({
  [side]: [{ unresolved: ['temporaryCredentialDuration'] }],
});
const roleOf = (index: number) => `arn:aws:iam::123456789012:role/stage-${index}`;

/** A submission each source of which asks for a role of its own, for longer than every role grants. */
function manyRoles(count: number): object {
  const indices = Array.from({ length: count }, (_, index) => index);
  return {
    connections: Object.fromEntries(
      indices.map((index) => [`c${index}`, { type: 'amazon-s3-v2', iamRoleArn: roleOf(index) }]),
    ),
    sources: indices.map((index) => ({
      name: `s${index}`,
      connection: `c${index}`,
      temporaryCredentialDuration: 3601,
    })),
  };
}

/** Gathers facts; which keys, and the access of which principals, were asked for. */
async function gather(
  delta: object,
  accounts: Record<string, string> = {},
  owners: Record<string, string> = {},
  policy: object = {},
) {
  const asked: string[] = [];
  const roles: string[] = [];
  const tasks: string[] = [];
  const principals: (string | undefined)[] = [];
  const factsOf = submissionFacts({
    known: noFacts,
    accountOfKey: async (accessKeyId) => {
      asked.push(accessKeyId);
      return knownOrAbsent(accounts[accessKeyId]);
    },
    ownerOfKey: async (accessKeyId) => {
      const arn = owners[accessKeyId];
      return arn === undefined ? absent : known({ arn });
    },
    maximumOf: async (roleArn) => {
      roles.push(roleArn);
      return known(7200);
    },
    runs: {
      ofTask: async (taskId) => {
        tasks.push(taskId);
        return unavailable;
      },
    },
    toAskAbout,
    requesterOf,
    accessOf: async (arns) => {
      principals.push(...arns);
      return accessFacts(arns.includes(loader) ? [{ arn: loader, hasAccess: true, grants: [] }] : []);
    },
  });
  return { asked, roles, tasks, principals, facts: await factsOf(submission(delta), policyOf(policy)) };
}

describe('submissionFacts', () => {
  const other = (delta: object) => ({
    connections: {
      other: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/lake', ...delta },
    },
    targets: [{ connection: 'other' }],
  });

  it.each<[string, object, readonly string[]]>([
    ['the key of a connection', {}, [key]],
    ['the keys of two connections', other({ accessKeyId: second }), [key, second]],
    ['a key that two connections share, once', other({ accessKeyId: key }), [key]],
    ['no key of a connection without one', { connections: { redshift: { accessKeyId: null } } }, []],
    [
      'no key of a connection that nothing names',
      { connections: other({ accessKeyId: second }).connections },
      [key],
    ],
    [
      'no key of a connection without temporary credentials',
      { connections: { redshift: { iamRoleArn: null } } },
      [],
    ],
    [
      'no key of a connection whose role nobody could read',
      { connections: { redshift: { iamRoleArn: null, unresolved: ['iamRoleArn'] } } },
      [],
    ],
    [
      'no key of a connection that only direct reads name',
      { ...other({}), sources: [{ readMode: 'direct' }] },
      [],
    ],
    [
      'the keys of both hops',
      { connections: { redshift: { database: { iamRoleArn: databaseRole, accessKeyId: second } } } },
      [key, second],
    ],
    [
      'the key of the second hop alone, where the first has no role',
      {
        connections: {
          redshift: { iamRoleArn: null, database: { iamRoleArn: databaseRole, accessKeyId: second } },
        },
      },
      [second],
    ],
  ])('asks for %s', async (_, delta, expected) => {
    const { asked, facts } = await gather(delta, { [key]: '111122223333', [second]: '444455556666' });
    expect(asked).toEqual(expected);
    expect([...facts.keyAccounts.keys()]).toEqual(expected);
  });

  const lasting = (temporaryCredentialDuration: number, more: object = {}) => ({
    sources: [{ temporaryCredentialDuration, ...more }],
  });

  it.each<[string, object, readonly string[]]>([
    ['the role of which more is asked than every role grants', lasting(3601), [stage]],
    [
      'a role that two endpoints name, once',
      { ...lasting(3601), targets: [{ temporaryCredentialDuration: 43_200 }] },
      [stage],
    ],
    ['no role for an hour', lasting(3600), []],
    ['no role for more than AWS STS grants', lasting(43_201), []],
    ['no role for a direct read', lasting(3601, { readMode: 'direct' }), []],
    ['no role for a duration that nobody could read', unread('sources'), []],
    [
      'no role that a role assumes',
      { ...lasting(3601), connections: { redshift: { useEc2RoleToAssumeRole: true } } },
      [],
    ],
    ['eight roles at most', manyRoles(9), Array.from({ length: 8 }, (_, index) => roleOf(index))],
  ])('asks for the maximum of %s', async (_, delta, expected) => {
    const { roles, facts } = await gather(delta);
    expect(roles).toEqual(expected);
    expect([...facts.roleMaximums]).toEqual(expected.map((role) => [role, known(7200)]));
  });

  it.each<[string, { readonly task?: object }, readonly string[]]>([
    ['of a task that declares no run time', {}, ['task-1']],
    ['not where the task declares it', { task: { expectedRunSeconds: 1 } }, []],
    ['not of a task without an id', { task: { id: null } }, []],
    ['not in advanced mode', { task: { mode: 'advanced' } }, []],
    ['not where nothing uses temporary credentials', withoutRole, []],
    ['not where no duration could be read', { ...unread('sources'), ...unread('targets') }, []],
    ['where one duration could be read', unread('sources'), ['task-1']],
  ])('asks for known runs: %s', async (_, delta, expected) => {
    const { tasks, facts } = await gather({
      ...delta,
      task: { id: 'task-1', expectedRunSeconds: null, ...delta.task },
    });
    expect(tasks).toEqual(expected);
    expect([...facts.runs]).toEqual(expected.map((task) => [task, unavailable]));
  });

  it('knows nothing of a key whose account nobody could tell', async () => {
    const { asked, facts } = await gather({});
    expect(asked).toEqual([key]);
    expect(facts.keyAccounts.get(key)).toEqual(absent);
  });

  const configured = {
    requesters: [{ accessKeyId: key, principalArn: 'arn:aws:iam::123456789012:user/known' }],
  };

  it.each<[string, object, Record<string, string>, object, readonly (string | undefined)[]]>([
    ['that is declared', {}, {}, {}, [requester]],
    ['that the key belongs to', { principalArn: null }, { [key]: loader }, {}, [loader]],
    ['that the key belongs to, whoever is declared', {}, { [key]: loader }, configured, [loader]],
    ['that the policy names', {}, {}, configured, ['arn:aws:iam::123456789012:user/known']],
    [
      'of each hop',
      { database: { iamRoleArn: databaseRole, principalArn: loader } },
      {},
      {},
      [requester, loader],
    ],
    ['of no hop without a role', { iamRoleArn: null }, {}, {}, []],
  ])('asks for the access of the principal %s', async (_, connection, owners, policy, expected) => {
    const { principals } = await gather({ connections: { redshift: connection } }, {}, owners, policy);
    expect(principals).toEqual(expected);
  });

  it.each<[string, object, Record<string, string>, Record<string, unknown>]>([
    [
      'a user’s',
      { principalArn: null },
      { [key]: loader },
      {
        'requester-has-no-access': ['violation', 'resolved'],
        'requester-is-iam-principal': ['pass', undefined],
        'no-root-credentials': ['pass', undefined],
      },
    ],
    [
      'root’s, whoever is declared',
      {},
      { [key]: 'arn:aws:iam::123456789012:root' },
      {
        'requester-has-no-access': ['not-applicable', undefined],
        'requester-is-iam-principal': ['not-applicable', undefined],
        'no-root-credentials': ['violation', 'resolved'],
      },
    ],
    [
      'nobody’s that AWS would name',
      { principalArn: null },
      {},
      {
        'requester-has-no-access': ['undecided', undefined],
        'requester-is-iam-principal': ['undecided', undefined],
        'no-root-credentials': ['undecided', undefined],
      },
    ],
  ])('lets G1, G2 and G6 decide from a key alone: %s', async (_, connection, owners, expected) => {
    const delta = { connections: { redshift: connection } };
    const { facts } = await gather(delta, {}, owners);
    const { results, violations } = decide(bookOf(), { submission: submission(delta), facts, evaluatedAt });
    const found = Object.keys(expected).map((id) => [
      id,
      [
        results.find(({ ruleId }) => ruleId === id)?.outcome,
        violations.find(({ ruleId }) => ruleId === id)?.evidence.principalSource,
      ],
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('lets G1 decide on the principal that the policy names', async () => {
    const policy = { requesters: [{ accessKeyId: key, principalArn: loader }] };
    const { facts } = await gather({}, {}, {}, policy);
    const { violations } = decide(bookOf(policy), { submission: submission({}), facts, evaluatedAt });
    expect(violations.map(({ ruleId, evidence }) => [ruleId, evidence.principalSource])).toEqual([
      ['requester-has-no-access', 'configured'],
    ]);
  });

  it.each<[string, object, Record<string, string>, string | undefined]>([
    ['of the key, where it is known', {}, { [key]: '111122223333' }, '111122223333'],
    ['of the principal, where that of the key is not known', {}, {}, '123456789012'],
    [
      'of the key, where no principal is declared',
      { principalArn: null },
      { [key]: '111122223333' },
      '111122223333',
    ],
    ['of nobody, where neither is known', { principalArn: null }, {}, undefined],
  ])('a finding names the account %s', async (_, connection, accounts, accountId) => {
    const delta = {
      connections: { redshift: { authentication: 'federated-sso', ...connection } },
    };
    const { facts } = await gather(delta, accounts);
    const { violations } = decide(bookOf(), { submission: submission(delta), facts, evaluatedAt });
    expect(violations[0]?.ruleId).toBe('requester-is-iam-principal');
    expect(violations[0]?.subject.accountId).toBe(accountId);
  });
});
