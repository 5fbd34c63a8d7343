import type { Connection, Endpoint, Hop } from './submission.ts';

/**
 * The hops of the connections that endpoints name (docs/guidelines.md, "Words"): one for the data in S3, unless all that
 * name the connection read directly, and one for the database where the connection has it or may have it.
 */
export function hopsOf(endpoints: readonly Endpoint[]): Hop[] {
  const staged = new Map<Connection, boolean>();
  for (const { connection, readsDirectly } of endpoints)
    staged.set(connection, staged.get(connection) === true || !readsDirectly);
  const hops: Hop[] = [];
  for (const [connection, isStaged] of staged) {
    if (isStaged) hops.push(stagingHop(connection));
    if (connection.database !== undefined)
      hops.push({ kind: 'database', connection, ...connection.database });
    else if (connection.unresolved.has('database')) hops.push(unresolvedHop(connection));
  }
  return hops;
}

/** The hop by which a connection's data passes through S3. */
export function stagingHop(connection: Connection): Hop {
  const { accessKeyId, principal, iamRoleArn, authentication, useEc2RoleToAssumeRole } = connection;
  return {
    kind: 'staging',
    connection,
    accessKeyId,
    principal,
    iamRoleArn,
    useEc2RoleToAssumeRole: useEc2RoleToAssumeRole === true || authentication === 'assume-role-ec2',
  };
}

/** A hop to the database of which nobody could read anything. */
function unresolvedHop(connection: Connection): Hop {
  return {
    kind: 'database',
    connection,
    accessKeyId: undefined,
    principal: undefined,
    iamRoleArn: undefined,
    useEc2RoleToAssumeRole: false,
  };
}
