import type {
  Connection,
  Source,
  SubmissionDocument,
  Target,
} from '../contracts/submission-contract.generated.ts';
import { type DocumentFault, pointerSegment } from '../json/schema-faults.ts';
import { illFormedTexts } from '../json/well-formed.ts';

/** What the contract's schema cannot say of a submission. `source`: the text that it was parsed from, where it is at hand. */
export function crossFaults(document: SubmissionDocument, source: string | undefined): DocumentFault[] {
  const faults = illFormedTexts(document, source);
  for (const side of ['sources', 'targets'] as const)
    document[side].forEach((endpoint, index) => {
      addEndpointFaults(endpoint, `/${side}/${index}`, document, faults);
    });
  // Callers may send all the connections that they have.
  for (const id in document.connections) {
    const { unresolved, database } = document.connections[id] as Connection;
    if (unresolved !== undefined || database !== undefined)
      addConnectionFaults(
        document.connections[id] as Connection,
        `/connections/${pointerSegment(id)}`,
        faults,
      );
  }
  return faults;
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
