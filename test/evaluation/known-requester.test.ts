import { describe, expect, it } from 'vitest';
import { requesterOf } from '../../shared/evaluation/known-requester.ts';
import { known as fact, ifKnown } from '../../shared/json/fact.ts';
import type { ConfiguredRequester } from '../../shared/policy/policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { submission } from '../support/evaluation/subjects.ts';

const key = 'AKIAEXAMPLEEXAMPLE01';
const declared = 'arn:aws:iam::123456789012:user/mapping-requester';
const owner = 'arn:aws:iam::123456789012:user/owner';
const loader = 'arn:aws:iam::123456789012:user/loader';
const agent = 'arn:aws:iam::123456789012:role/agent';
const database = {
  iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
  accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
  principalArn: 'arn:aws:iam::123456789012:user/database-requester',
};

interface Known {
  readonly connection?: object;
  readonly owners?: Record<string, string>;
  readonly configured?: readonly ConfiguredRequester[];
  readonly hop?: number;
}

/** Who is behind a hop of the compliant submission's connection, and how that is known. */
function known({ connection = {}, owners = {}, configured = [], hop = 0 }: Known) {
  const found = submission({ connections: { redshift: connection } }).hops[hop];
  if (found === undefined) throw new Error('the submission has no such hop');
  const facts = {
    ...noFacts,
    keyOwners: new Map(Object.entries(owners).map(([key, arn]) => [key, fact({ arn })])),
  };
  const requester = ifKnown(requesterOf(found, facts, configured));
  return requester && [requester.principal.arn, requester.source];
}

describe('the requester of a hop', () => {
  const ofKey = [{ accessKeyId: key, principalArn: loader }];

  it.each<[string, Known, readonly string[] | undefined]>([
    ['whom the submission declares', {}, [declared, 'declared']],
    [
      'whom the policy names for its key, before who is declared',
      { configured: ofKey },
      [loader, 'configured'],
    ],
    [
      'whom AWS names for its key, before all',
      { configured: ofKey, owners: { [key]: owner } },
      [owner, 'resolved'],
    ],
    [
      'whom AWS names, where nobody is declared',
      { connection: { principalArn: null }, owners: { [key]: owner } },
      [owner, 'resolved'],
    ],
    [
      'whom the policy names, where nobody is declared',
      { connection: { principalArn: null }, configured: ofKey },
      [loader, 'configured'],
    ],
    ['nobody, where nothing says so', { connection: { principalArn: null } }, undefined],
    [
      'nobody by another key',
      {
        connection: { principalArn: null },
        owners: { AKIAEXAMPLEEXAMPLE99: owner },
        configured: [{ accessKeyId: 'AKIAEXAMPLEEXAMPLE99', principalArn: loader }],
      },
      undefined,
    ],
    [
      'nobody by a key, where it has none',
      {
        connection: { principalArn: null, accessKeyId: null },
        owners: { undefined: owner },
        configured: ofKey,
      },
      undefined,
    ],
    [
      'whom the policy names, where what AWS says is no principal',
      { configured: ofKey, owners: { [key]: 'somebody' } },
      [loader, 'configured'],
    ],
    [
      'the first that the policy names',
      { configured: [...ofKey, { accessKeyId: key, principalArn: owner }] },
      [loader, 'configured'],
    ],
    [
      'a federated user, where the policy says so',
      { configured: [{ accessKeyId: key, principalArn: 'arn:aws:sts::123456789012:federated-user/x' }] },
      ['arn:aws:sts::123456789012:federated-user/x', 'configured'],
    ],
  ])('is %s', (_, given, expected) => {
    expect(known(given)).toEqual(expected);
  });

  const environment = { runtimeEnvironment: 'agents-eu' };
  const ofEnvironment = [{ ...environment, principalArn: agent }];
  const ofBoth = [{ ...environment, accessKeyId: key, principalArn: agent }];
  const withEc2Role = { ...environment, useEc2RoleToAssumeRole: true };

  it.each<[string, Known, string]>([
    ['with the EC2 role there', { connection: withEc2Role, configured: ofEnvironment }, agent],
    [
      'with the EC2 role by the authentication',
      { connection: { ...environment, authentication: 'assume-role-ec2' }, configured: ofEnvironment },
      agent,
    ],
    ['not without the EC2 role', { connection: environment, configured: ofEnvironment }, declared],
    [
      'not with the EC2 role elsewhere',
      { connection: { ...withEc2Role, runtimeEnvironment: 'agents-us' }, configured: ofEnvironment },
      declared,
    ],
    [
      'not with the EC2 role in another case',
      { connection: { ...withEc2Role, runtimeEnvironment: 'Agents-EU' }, configured: ofEnvironment },
      declared,
    ],
    [
      'not with the EC2 role nowhere',
      { connection: { useEc2RoleToAssumeRole: true }, configured: ofEnvironment },
      declared,
    ],
    [
      'with key and EC2 role, where the policy names both',
      { connection: withEc2Role, configured: ofBoth },
      agent,
    ],
    [
      'not with the key alone, where the policy names both',
      { connection: environment, configured: ofBoth },
      declared,
    ],
    [
      'not with the EC2 role alone, where the policy names both',
      { connection: { ...withEc2Role, accessKeyId: null }, configured: ofBoth },
      declared,
    ],
    [
      'not with another key, where the policy names both',
      { connection: { ...withEc2Role, accessKeyId: 'AKIAEXAMPLEEXAMPLE99' }, configured: ofBoth },
      declared,
    ],
    [
      'by the first that fits',
      {
        connection: withEc2Role,
        configured: [
          { ...environment, accessKeyId: 'AKIAEXAMPLEEXAMPLE99', principalArn: loader },
          ...ofEnvironment,
        ],
      },
      agent,
    ],
  ])('is the runtime environment’s %s', (_, given, expected) => {
    expect(known(given)).toEqual([expected, expected === declared ? 'declared' : 'configured']);
  });

  it.each<[string, Known, readonly string[] | undefined]>([
    [
      'whom the submission declares for it',
      { connection: { database } },
      [database.principalArn, 'declared'],
    ],
    [
      'nobody, where it declares only the first hop’s',
      { connection: { database: { ...database, principalArn: null } } },
      undefined,
    ],
    [
      'whom AWS names for its own key',
      { connection: { database }, owners: { [key]: loader, [database.accessKeyId]: owner } },
      [owner, 'resolved'],
    ],
    [
      'not whom AWS names for the first hop’s key',
      { connection: { database }, owners: { [key]: loader } },
      [database.principalArn, 'declared'],
    ],
    [
      'whom the policy names for its own key',
      {
        connection: { database },
        configured: [...ofKey, { accessKeyId: database.accessKeyId, principalArn: owner }],
      },
      [owner, 'configured'],
    ],
    [
      'the runtime environment’s, with an EC2 role of its own',
      {
        connection: { ...environment, database: { ...database, useEc2RoleToAssumeRole: true } },
        configured: ofEnvironment,
      },
      [agent, 'configured'],
    ],
    [
      'not the runtime environment’s, with the first hop’s EC2 role',
      {
        connection: { ...withEc2Role, authentication: 'assume-role-ec2', database },
        configured: ofEnvironment,
      },
      [database.principalArn, 'declared'],
    ],
  ])('to the database is %s', (_, given, expected) => {
    expect(known({ ...given, hop: 1 })).toEqual(expected);
  });
});
