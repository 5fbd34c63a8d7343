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
  // Callers may send all the connections that they have.
  for (const id in document.connections) {
    const { unresolved, database } = document.connections[id] as Connection;
    if (unresolved !== undefined || database !== undefined)
      addConnectionFaults(document.connections[id] as Connection, pointerTo(id), faults);
  }
  addRequesterFaults(document, faults);
  return faults;
}

/** What is wrong with the requesters behind the connections that endpoints name: of others nobody asks anything. */
function addRequesterFaults(
  { connections, sources, targets }: SubmissionDocument,
  faults: DocumentFault[],
): void {
  const named = new Set([...sources, ...targets].map(({ connection }) => connection));
  const keys = new Set<string>();
  for (const id of named) {
    if (!Object.hasOwn(connections, id)) continue;
    const connection = connections[id] as Connection;
    addRequesterFault(connection, pointerTo(id), keys, faults);
    if (connection.database !== undefined)
      addRequesterFault(connection.database, `${pointerTo(id)}/database`, keys, faults);
  }
  if (keys.size > mostAccessKeys)
    faults.push({
      pointer: '/connections',
      detail: `has ${keys.size} access keys that endpoints use, expected at most ${mostAccessKeys}`,
    });
}

/** The schema knows how the ARN of a principal begins, and takes some that name nobody, as `…:root/`. */
function addRequesterFault(
  { accessKeyId, principalArn }: Pick<Connection, 'accessKeyId' | 'principalArn'>,
  at: string,
  keys: Set<string>,
  faults: DocumentFault[],
): void {
  if (accessKeyId !== undefined) keys.add(accessKeyId);
  if (principalArn !== undefined && parsePrincipal(principalArn) === undefined)
    faults.push({ pointer: `${at}/principalArn`, detail: 'expected the ARN of a principal' });
}

function pointerTo(id: string): string {
  return `/connections/${pointerSegment(id)}`;
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
}

/** A value that could not be read cannot stand there; `type` alone always has one. */
function addContradictions(part: Connection | Source | Target, at: string, faults: DocumentFault[]): void {
  part.unresolved?.forEach((name, index) => {
    if (name !== 'type' && Object.hasOwn(part, name))
      faults.push({ pointer: `${at}/unresolved/${index}`, detail: `names \`${name}\`, which is set` });
  });
}
