import { parsePrincipal } from '../access/principal.ts';
import type { Connection as ConnectionDocument } from '../contracts/submission-contract.generated.ts';
import { regionCode } from './region.ts';
import type { Connection, UnresolvedOfConnection } from './submission.ts';
import { unresolvedIn } from './unresolved.ts';

/** What is unresolved of a connection whose definition is not at hand. */
const everything: ReadonlySet<UnresolvedOfConnection> = new Set([
  'type',
  'authentication',
  'accessKeyId',
  'iamRoleArn',
  'externalId',
  'useEc2RoleToAssumeRole',
  'customerMasterKeyId',
  'region',
  'database',
]);

/** Reads a connection that keeps the contract. `id`: its key in the submission. */
export function readConnection(id: string, document: ConnectionDocument): Connection {
  const { type, name, runtimeEnvironment } = document;
  // Of one whose definition is not at hand nothing else counts.
  const connection: ConnectionDocument = type === 'unknown' ? { type } : document;
  const { database, region } = connection;
  return {
    id,
    name: name || id,
    pointer: `/connections/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    type,
    authentication: connection.authentication,
    accessKeyId: connection.accessKeyId,
    principal: principalOf(connection),
    iamRoleArn: connection.iamRoleArn,
    externalId: connection.externalId || undefined,
    useEc2RoleToAssumeRole: connection.useEc2RoleToAssumeRole,
    customerMasterKeyId: connection.customerMasterKeyId || undefined,
    region: region || undefined,
    regionCode: region && regionCode(region),
    runtimeEnvironment: runtimeEnvironment || undefined,
    secretsDigest: connection.secretsDigest,
    database: database && {
      accessKeyId: database.accessKeyId,
      principal: principalOf(database),
      iamRoleArn: database.iamRoleArn,
      useEc2RoleToAssumeRole: database.useEc2RoleToAssumeRole === true,
    },
    unresolved: type === 'unknown' ? everything : unresolvedIn(connection),
  };
}

function principalOf({ principalArn }: Pick<ConnectionDocument, 'principalArn'>) {
  return principalArn === undefined ? undefined : parsePrincipal(principalArn);
}
