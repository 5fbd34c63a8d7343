import { parsePrincipal } from '../access/principal.ts';
import type {
  Connection as ConnectionDocument,
  Source as SourceDocument,
  SubmissionDocument,
  Target as TargetDocument,
} from '../contracts/submission-contract.generated.ts';
import validate from '../contracts/submission-validator.generated.js';
import { digestOf } from '../json/digest.ts';
import { type DocumentFault, schemaFaults } from '../json/schema-faults.ts';
import { illFormedTexts } from '../json/well-formed.ts';
import { MalformedSubmissionError } from './errors.ts';
import type { BucketPair, Connection, Endpoint, Submission, Task } from './submission.ts';

const defaultDurationSeconds = 900;

/**
 * Reads a submission from parsed JSON. Throws {@link MalformedSubmissionError} naming every fault where it does not
 * keep the contract, names an unknown connection, or carries a caller identity proof, which is not supported yet.
 * `source` is the JSON text that it was parsed from, where it is at hand: that saves time.
 */
export function parseSubmission(value: unknown, source?: string): Submission {
  if (!validate(value)) throw new MalformedSubmissionError(schemaFaults(validate.errors));
  return readSubmission(value, source);
}

function readSubmission(document: SubmissionDocument, source: string | undefined): Submission {
  const faults = crossFaults(document, source);
  if (faults.length > 0) throw new MalformedSubmissionError(faults);
  const { callerIdentityProof: _, ...signed } = document;
  let digest: string | undefined;
  const canonicalDigest = () => {
    digest ??= digestOf(signed);
    return digest;
  };
  const task = readTask(document.task);
  const connections = connectionReader(document.connections);
  const read = (side: Endpoint['side']) => (endpoint: SourceDocument | TargetDocument, index: number) =>
    readEndpoint(endpoint, `/${side}s/${index}`, side, task, connections(endpoint.connection));
  const sources = document.sources.map(read('source'));
  const targets = document.targets.map(read('target'));
  const endpoints = [...sources, ...targets];
  return {
    id: document.submissionId ?? `submission-${canonicalDigest().slice(7, 39)}`,
    get digest() {
      return canonicalDigest();
    },
    task,
    endpoints,
    connectionsInUse: connectionsInUse(endpoints),
    pairs: sources.flatMap((source) => targets.map((target): BucketPair => ({ source, target }))),
  };
}

function crossFaults(document: SubmissionDocument, source: string | undefined): DocumentFault[] {
  const faults = illFormedTexts(document, source);
  for (const side of ['sources', 'targets'] as const) {
    document[side].forEach((endpoint, index) => {
      if (Object.hasOwn(document.connections, endpoint.connection)) return;
      faults.push({
        pointer: `/${side}/${index}/connection`,
        detail: 'names none of the submission’s connections',
      });
    });
  }
  if (document.callerIdentityProof !== undefined) {
    faults.push({ pointer: '/callerIdentityProof', detail: 'is not supported yet' });
  }
  return faults;
}

function readTask(task: SubmissionDocument['task']): Task {
  return {
    name: task.name,
    mode: task.mode === 'advanced' || task.mode === 'elastic' ? 'advanced' : 'standard',
    expectedRunSeconds: task.expectedRunSeconds,
    parameterFile: task.parameterFile === true,
  };
}

/** Reads a connection when an endpoint first names it: callers may send all that they have. */
function connectionReader(documents: SubmissionDocument['connections']): (id: string) => Connection {
  const read = new Map<string, Connection>();
  return (id) => {
    const known = read.get(id) ?? readConnection(id, documents[id] as ConnectionDocument);
    read.set(id, known);
    return known;
  };
}

function readConnection(id: string, connection: ConnectionDocument): Connection {
  return {
    id,
    pointer: `/connections/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    type: connection.type,
    authentication: connection.authentication,
    accessKeyId: connection.accessKeyId,
    principal: connection.principalArn === undefined ? undefined : parsePrincipal(connection.principalArn),
    iamRoleArn: connection.iamRoleArn,
    externalId: connection.externalId || undefined,
    useEc2RoleToAssumeRole: connection.useEc2RoleToAssumeRole === true,
    customerMasterKeyId: connection.customerMasterKeyId || undefined,
    region: connection.region || undefined,
    secretsDigest: connection.secretsDigest,
  };
}

function readEndpoint(
  endpoint: SourceDocument | TargetDocument,
  pointer: string,
  side: Endpoint['side'],
  task: Task,
  connection: Connection,
): Endpoint {
  return {
    side,
    pointer,
    name: endpoint.name,
    task,
    connection,
    usesTemporaryCredentials: connection.iamRoleArn !== undefined,
    readsDirectly: 'readMode' in endpoint && endpoint.readMode === 'direct',
    bucket: endpoint.s3BucketName,
    encryption: endpoint.encryptionType ?? 'none',
    unloadOptions: ('unloadOptions' in endpoint ? endpoint.unloadOptions : undefined) ?? '',
    durationSeconds: endpoint.temporaryCredentialDuration ?? defaultDurationSeconds,
  };
}

function connectionsInUse(endpoints: readonly Endpoint[]): Connection[] {
  const inUse = endpoints.filter((endpoint) => endpoint.usesTemporaryCredentials);
  return [...new Set(inUse.map((endpoint) => endpoint.connection))];
}
