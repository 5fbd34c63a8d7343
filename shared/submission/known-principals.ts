import { parsePrincipal } from '../access/principal.ts';
import type { Connection, Endpoint, Submission } from './submission.ts';

/**
 * Puts in the principals that access keys are known to belong to, by access key id. What AWS says of a key decides before
 * what the submission declares, and after what a proof says.
 */
export function withKnownPrincipals(
  submission: Submission,
  keyOwners: ReadonlyMap<string, string>,
): Submission {
  const connections = new Map(
    submission.endpoints.map(({ connection }) => [connection, resolved(connection, keyOwners)]),
  );
  const connectionOf = (connection: Connection) => connections.get(connection) ?? connection;
  const endpoints = new Map(
    submission.endpoints.map((endpoint) => [
      endpoint,
      { ...endpoint, connection: connectionOf(endpoint.connection) },
    ]),
  );
  const endpointOf = (endpoint: Endpoint) => endpoints.get(endpoint) ?? endpoint;
  return {
    id: submission.id,
    get digest() {
      return submission.digest;
    },
    task: submission.task,
    endpoints: submission.endpoints.map(endpointOf),
    connectionsInUse: submission.connectionsInUse.map(connectionOf),
    pairs: submission.pairs.map(({ source, target }) => ({
      source: endpointOf(source),
      target: endpointOf(target),
    })),
  };
}

function resolved(connection: Connection, keyOwners: ReadonlyMap<string, string>): Connection {
  if (connection.principalSource === 'proven') return connection;
  const owner = keyOwners.get(connection.accessKeyId ?? '');
  const principal = owner === undefined ? undefined : parsePrincipal(owner);
  return principal === undefined ? connection : { ...connection, principal, principalSource: 'resolved' };
}
