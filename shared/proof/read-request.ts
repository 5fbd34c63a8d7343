import type { SubmissionRequest } from '../contracts/request-contract.generated.ts';
import validate from '../contracts/request-validator.generated.js';
import { schemaFaults } from '../json/schema-faults.ts';
import { type Fields, isObject } from '../json/value.ts';
import { MalformedSubmissionError } from '../submission/errors.ts';
import { parseSubmission } from '../submission/parse-submission.ts';
import type { Hop, Submission } from '../submission/submission.ts';
import { hasUnresolvedKey } from './proven-requesters.ts';
import { type ProofFault, proofFault, RefusedProofError } from './refusal.ts';

/** A proof as it was sent. */
export interface SentProof {
  /** Its place in the request, a JSON Pointer. */
  readonly pointer: string;
  /** Whose requester it is to prove. */
  readonly hop: Hop;
  /** It holds credentials. */
  readonly url: string;
}

/** What a client asks. */
export interface Asked {
  readonly submission: Submission;
  readonly proofs: readonly SentProof[];
}

/**
 * Reads the body of a request: a submission, or one with proofs beside it (`request.schema.json`). `source` as for
 * {@link parseSubmission}. Throws MalformedSubmissionError, whose pointers are into the body, where it is neither, and
 * {@link RefusedProofError} where a proof is for no hop of the submission or for one that has a proof.
 */
export function readRequest(value: unknown, source?: string): Asked {
  if (!isRequest(value)) return { submission: parseSubmission(value, source), proofs: [] };
  if (!validate(value)) throw new MalformedSubmissionError(schemaFaults(validate.errors));
  const submission = submissionIn(value, source);
  return { submission, proofs: proofsIn(value, submission) };
}

/** The submission in a body, as it was sent. */
export function submissionDocument(body: unknown): unknown {
  return isRequest(body) ? body.submission : body;
}

/** Whether a body is meant as a request with proofs: a submission has no property of these names. */
function isRequest(value: unknown): value is Fields {
  return isObject(value) && (Object.hasOwn(value, 'submission') || Object.hasOwn(value, 'proofs'));
}

function submissionIn({ submission }: SubmissionRequest, source: string | undefined): Submission {
  try {
    return parseSubmission(submission, source);
  } catch (error) {
    if (!(error instanceof MalformedSubmissionError)) throw error;
    throw new MalformedSubmissionError(
      error.faults.map(({ pointer, detail }) => ({ pointer: `/submission${pointer}`, detail })),
    );
  }
}

function proofsIn({ proofs }: SubmissionRequest, { hops }: Submission): SentProof[] {
  const faults: ProofFault[] = [];
  const read = new Map<Hop, SentProof>();
  for (const [index, { connection, hop: kind, url }] of proofs.entries()) {
    const pointer = `/proofs/${index}`;
    const ofConnection = hops.filter((hop) => hop.connection.id === connection);
    const hop = ofConnection.find((one) => one.kind === kind);
    if (ofConnection.length === 0) faults.push(proofFault(`${pointer}/connection`, 'connection'));
    else if (hop === undefined) faults.push(proofFault(`${pointer}/hop`, 'hop'));
    else if (hasUnresolvedKey(hop)) faults.push(proofFault(`${pointer}/hop`, 'unresolved'));
    else if (read.has(hop)) faults.push(proofFault(pointer, 'repeated'));
    else read.set(hop, { pointer: `${pointer}/url`, hop, url });
  }
  if (faults.length > 0) throw new RefusedProofError(faults);
  return [...read.values()];
}
