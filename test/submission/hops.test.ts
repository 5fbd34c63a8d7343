import { describe, expect, it } from 'vitest';
import { submission } from '../support/evaluation/subjects.ts';

const role = 'arn:aws:iam::123456789012:role/redshift-database';
const database = { iamRoleArn: role };
const direct = { readMode: 'direct' };
const lake = { lake: { type: 'amazon-s3-v2' } };
const toLake = { connections: lake, targets: [{ connection: 'lake' }] };

/** The hops of the compliant submission with a delta, as `connection kind`. */
function hopsOf(delta: object) {
  return submission(delta).hops.map(({ connection, kind }) => `${connection.id} ${kind}`);
}

describe('the hops of a submission', () => {
  it.each<[string, object, readonly string[]]>([
    ['one for a connection that both sides name', {}, ['redshift staging']],
    [
      'one for each connection, in the order in which they are named',
      toLake,
      ['redshift staging', 'lake staging'],
    ],
    ['none for a connection that nothing names', { connections: lake }, ['redshift staging']],
    [
      'one for a connection without a role too',
      { connections: { redshift: { iamRoleArn: null } } },
      ['redshift staging'],
    ],
    ['none where all endpoints read directly', { ...toLake, sources: [direct] }, ['lake staging']],
    [
      'one where one endpoint does not',
      { ...toLake, sources: [direct, { name: 'b', connection: 'redshift' }] },
      ['redshift staging', 'lake staging'],
    ],
    ['one for a target beside a direct read', { sources: [direct] }, ['redshift staging']],
    [
      'one where nobody could read the read mode',
      { ...toLake, sources: [{ unresolved: ['readMode'] }] },
      ['redshift staging', 'lake staging'],
    ],
    [
      'two where the database is reached with a role',
      { connections: { redshift: { database } } },
      ['redshift staging', 'redshift database'],
    ],
    [
      'that to the database, direct or not',
      { ...toLake, connections: { ...lake, redshift: { database } }, sources: [direct] },
      ['redshift database', 'lake staging'],
    ],
    [
      'two where nobody could read how the database is reached',
      { connections: { redshift: { unresolved: ['database'] } } },
      ['redshift staging', 'redshift database'],
    ],
    [
      'two for a connection whose definition is not at hand',
      { connections: { redshift: { type: 'unknown' } } },
      ['redshift staging', 'redshift database'],
    ],
    [
      'none for the database of a connection that nothing names',
      { connections: { spare: { type: 'amazon-redshift-v2', database } } },
      ['redshift staging'],
    ],
  ])('are %s', (_, delta, expected) => {
    expect(hopsOf(delta)).toEqual(expected);
  });

  it.each<[string, object, boolean]>([
    ['its own field', { useEc2RoleToAssumeRole: true }, true],
    ['the authentication', { authentication: 'assume-role-ec2' }, true],
    [
      'the authentication, whatever the field',
      { useEc2RoleToAssumeRole: false, authentication: 'assume-role-ec2' },
      true,
    ],
    ['neither', { authentication: 'assume-role-user' }, false],
  ])('have the EC2 role selected by %s', (_, connection, expected) => {
    expect(submission({ connections: { redshift: connection } }).hops[0]?.useEc2RoleToAssumeRole).toBe(
      expected,
    );
  });

  it('to the database have a key, a principal, a role and a checkbox of their own', () => {
    const own = {
      ...database,
      accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
      principalArn: 'arn:aws:iam::123456789012:root',
    };
    const redshift = { authentication: 'assume-role-ec2', useEc2RoleToAssumeRole: true, database: own };
    expect(submission({ connections: { redshift } }).hops[1]).toMatchObject({
      accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
      principal: { kind: 'root' },
      iamRoleArn: role,
      useEc2RoleToAssumeRole: false,
    });
  });

  it('to the database inherit nothing where they say nothing', () => {
    const [, hop] = submission({ connections: { redshift: { database } } }).hops;
    expect(hop).toMatchObject({ accessKeyId: undefined, principal: undefined });
  });
});
