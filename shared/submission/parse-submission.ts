import type {
  Connection as ConnectionDocument,
  Source as SourceDocument,
  SubmissionDocument,
  Target as TargetDocument,
} from '../contracts/submission-contract.generated.ts';
import validate from '../contracts/submission-validator.generated.js';
import { digestOf } from '../json/digest.ts';
import { schemaFaults } from '../json/schema-faults.ts';
import { crossFaults } from './cross-faults.ts';
import { MalformedSubmissionError } from './errors.ts';
import { hopsOf } from './hops.ts';
import { readConnection } from './read-connection.ts';
import { readEndpoint } from './read-endpoint.ts';
import type { BucketPair, Connection, Endpoint, Submission, Task } from './submission.ts';

/**
 * Reads a submission from parsed JSON. Throws {@link MalformedSubmissionError} naming every fault where it does not
 * keep the contract, names an unknown connection, or contradicts itself. `source` is the JSON text that it, or what it
 * came in, was parsed from, where it is at hand: it saves time, and shows names that stand there more than once.
 */
export function parseSubmission(value: unknown, source?: string): Submission {
  if (!validate(value)) throw new MalformedSubmissionError(schemaFaults(validate.errors));
  return readSubmission(value, source);
}

function readSubmission(document: SubmissionDocument, source: string | undefined): Submission {
  const faults = crossFaults(document, source);
  if (faults.length > 0) throw new MalformedSubmissionError(faults);
  const digested = new Digested(document);
  const task = readTask(document.task);
  const isOverridable = document.task.parameterFile === true;
  const connections = connectionReader(document.connections);
  const read = (side: Endpoint['side']) => (endpoint: SourceDocument | TargetDocument, index: number) =>
    readEndpoint(endpoint, {
      side,
      pointer: `/${side}s/${index}`,
      task,
      connection: connections(endpoint.connection),
      overridable: isOverridable || endpoint.overridable === true,
    });
  const sources = document.sources.map(read('source'));
  const targets = document.targets.map(read('target'));
  const endpoints = [...sources, ...targets];
  return Object.assign(digested, {
    isIdDerived: document.submissionId === undefined,
    id: document.submissionId ?? `submission-${digested.digest.slice(7, 39)}`,
    task,
    endpoints,
    hops: hopsOf(endpoints),
    pairs: sources.flatMap((source) => targets.map((target): BucketPair => ({ source, target }))),
  });
}

/**
 * What has a digest, made when first read. V8 would make a hidden class of each object literal with a getter, and that
 * holds on to the document until the whole heap is cleared of garbage.
 */
class Digested {
  readonly #document: SubmissionDocument;
  #digest: string | undefined;

  constructor(document: SubmissionDocument) {
    this.#document = document;
  }

  get digest(): string {
    this.#digest ??= digestOf(meantBy(this.#document));
    return this.#digest;
  }
}

/**
 * What is to run and how: without what says which sending of it this is, and without connections that nothing names:
 * callers may send all that they have.
 */
function meantBy(document: SubmissionDocument) {
  const {
    $schema: _schema,
    submissionId: _id,
    submittedAt: _time,
    submittedBy: _sender,
    ...meant
  } = document;
  const named = [...document.sources, ...document.targets].map(({ connection }) => [
    connection,
    document.connections[connection],
  ]);
  return { ...meant, connections: Object.fromEntries(named) };
}

function readTask({ id, name, mode, expectedRunSeconds }: SubmissionDocument['task']): Task {
  return {
    id,
    name,
    mode: mode === 'advanced' || mode === 'elastic' ? 'advanced' : 'standard',
    expectedRunSeconds,
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
