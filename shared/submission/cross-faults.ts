import { parsePrincipal } from '../access/principal.ts';
import type {
  Connection,
  Source,
  SubmissionDocument,
  Target,
} from '../contracts/submission-contract.generated.ts';
import { repeatedNames } from '../json/repeated-names.ts';
import { type DocumentFault, pointerSegment } from '../json/schema-faults.ts';
import { illFormedTexts } from '../json/well-formed.ts';

/** Each is asked for at AWS, at the cost of whoever answers. */
const mostAccessKeys = 8;

/**
 * What the contract's schema cannot say of a submission. `source`: the text that it, or what it came in, was parsed
 * from, where it is at hand; pointers to repeated names lead from the root of that text.
 */
export function crossFaults(document: SubmissionDocument, source: string | undefined): DocumentFault[] {
  const faults = illFormedTexts(document, source);
  if (source !== undefined) faults.push(...repeatedNames(source, document));
  for (const side of ['sources', 'targets'] as const)
    document[side].forEach((endpoint, index) => {
      addEndpointFaults(endpoint, `/${side}/${index}`, document, faults);
    });
  addKeyFaults(document, faults);
  // Callers may send all the connections that they have.
  for (const id in document.connections) {
    const connection = document.connections[id] as Connection;
    const { unresolved, database, principalArn } = connection;
    if (unresolved !== undefined || database !== undefined || !namesPrincipal(principalArn))
      addConnectionFaults(connection, `/connections/${pointerSegment(id)}`, faults);
  }
  return faults;
}

function addKeyFaults({ connections }: SubmissionDocument, faults: DocumentFault[]): void {
  const keys = new Set<string>();
  for (const id in connections) {
    const { accessKeyId, database } = connections[id] as Connection;
    if (accessKeyId !== undefined) keys.add(accessKeyId);
    if (database?.accessKeyId !== undefined) keys.add(database.accessKeyId);
  }
  if (keys.size > mostAccessKeys)
    faults.push({
      pointer: '/connections',
      detail: `has ${keys.size} access keys, expected at most ${mostAccessKeys}`,
    });
}

/** The schema knows how the ARN of a principal begins, and takes some that name nobody, as `…:root/`. */
function namesPrincipal(arn: string | undefined): boolean {
  return arn === undefined || parsePrincipal(arn) !== undefined;
}

function addEndpointFaults(
  endpoint: Source | Target,
  at: string,
  { connections }: SubmissionDocument,
  faults: DocumentFault[],
): void {
  if (!Object.hasOwn(connections, endpoint.connection))
    faults.push({ pointer: `${at}/connection`, detail: 'names none of the submission’s connections' });
  addContradictions(endpoint, at, faults);
}

function addConnectionFaults(connection: Connection, at: string, faults: DocumentFault[]): void {
  addContradictions(connection, at, faults);
  const isOther =
    connection.type !== 'amazon-redshift-v2' && connection.unresolved?.includes('type') !== true;
  if (connection.database !== undefined && isOther)
    faults.push({
      pointer: `${at}/database`,
      detail: 'expected `type` to be "amazon-redshift-v2": no other connection reaches a database this way',
    });
  addPrincipalFault(connection, at, faults);
  if (connection.database !== undefined) addPrincipalFault(connection.database, `${at}/database`, faults);
}

function addPrincipalFault(
  { principalArn }: Pick<Connection, 'principalArn'>,
  at: string,
  faults: DocumentFault[],
): void {
  if (!namesPrincipal(principalArn))
    faults.push({ pointer: `${at}/principalArn`, detail: 'expected the ARN of a principal' });
}

/** A value that could not be read cannot stand there; `type` alone always has one. */
function addContradictions(part: Connection | Source | Target, at: string, faults: DocumentFault[]): void {
  part.unresolved?.forEach((name, index) => {
    if (name !== 'type' && Object.hasOwn(part, name))
      faults.push({ pointer: `${at}/unresolved/${index}`, detail: `names \`${name}\`, which is set` });
  });
}
