import { type PresignedUrl, readPresignedUrl } from '../../proof/presigned-url.ts';
import type { VerifiedProof } from '../../proof/proven-requesters.ts';
import type { Asked, SentProof } from '../../proof/read-request.ts';
import {
  type ProofFault,
  type ProofReason,
  ProofUnavailableError,
  proofFault,
  RefusedProofError,
} from '../../proof/refusal.ts';
import { proofHeaders } from '../../proof/signed-headers.ts';
import type { Signer } from '../../proof/signer.ts';
import { errorName } from '../calls/failures.ts';
import type { WhoSigned } from './caller-identity.ts';
import type { UseProof } from './proof-uses.ts';
import { NoAnswerError, type ReportUnavailable } from './report-unavailable.ts';

export interface ProofVerification {
  readonly deploymentId: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly now: () => Date;
  readonly use: UseProof;
  readonly whoSigned: WhoSigned;
  readonly report: ReportUnavailable;
}

/**
 * Verifies all proofs of a request. Rejects with RefusedProofError where one is no proof, naming all of that kind, and with
 * {@link ProofUnavailableError} where the table or AWS STS does not answer.
 */
export type VerifyProofs = (asked: Asked) => Promise<VerifiedProof[]>;

/**
 * Makes the verification: every proof is read before the first is used, each is used up before it is sent, and it is sent
 * with the headers of this deployment and of the submission that is being decided. One URL may prove several hops of a
 * request: it is used and sent once.
 */
export function proofVerification(options: ProofVerification): VerifyProofs {
  const { deploymentId, partition, now } = options;
  return async ({ submission, proofs }) => {
    const expected = { partition, now: now().getTime() / 1000 };
    const read = proofs.map((proof) => {
      const { accessKeyId } = proof.hop;
      return { proof, answer: readPresignedUrl(proof.url, { ...expected, accessKeyId }) };
    });
    const headers = proofHeaders(deploymentId, submission);
    const signerOf = askingOnce((presigned) => signerBy(presigned, headers, options));
    const asked = unlessRefused(read).map(async ({ proof, answer }) => ({
      proof,
      answer: await signerOf(answer),
    }));
    return unlessRefused(await allOf(asked)).map(({ proof: { pointer, hop }, answer: signer }) => ({
      pointer,
      hop,
      signer,
    }));
  };
}

async function signerBy(
  presigned: PresignedUrl,
  headers: Readonly<Record<string, string>>,
  { use, whoSigned, report }: Pick<ProofVerification, 'use' | 'whoSigned' | 'report'>,
): Promise<Signer | ProofReason> {
  if (!(await orUnavailable(use(presigned), 'whether it was used before', report))) return 'used';
  return orUnavailable(whoSigned(presigned, headers), 'who signed it', report);
}

/** An error of the network or of AWS may quote what was sent: its name is all that is told. */
async function orUnavailable<Answer>(
  answer: Promise<Answer>,
  question: string,
  report: ReportUnavailable,
): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    await report('proof', error);
    const why = error instanceof NoAnswerError ? error.message : errorName(error);
    throw new ProofUnavailableError(`nobody said of a proof ${question}: ${why}`);
  }
}

function askingOnce<Answer>(
  ask: (presigned: PresignedUrl) => Promise<Answer>,
): (presigned: PresignedUrl) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>();
  return (presigned) => {
    const answer = asked.get(presigned.url) ?? ask(presigned);
    asked.set(presigned.url, answer);
    return answer;
  };
}

/** Waits for all, whatever becomes of them: a function that has answered runs no further. */
async function allOf<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

interface Answered<Answer> {
  readonly proof: SentProof;
  readonly answer: Answer;
}

/** Throws RefusedProofError with a fault for each answer that is a reason. */
function unlessRefused<Answer extends object>(
  answered: readonly Answered<Answer | ProofReason>[],
): Answered<Answer>[] {
  const faults: ProofFault[] = [];
  const good: Answered<Answer>[] = [];
  for (const { proof, answer } of answered)
    if (typeof answer === 'string') faults.push(proofFault(proof.pointer, answer));
    else good.push({ proof, answer });
  if (faults.length > 0) throw new RefusedProofError(faults);
  return good;
}
