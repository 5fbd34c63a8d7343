import type { Submission } from '../submission/submission.ts';

/** The headers, besides `host`, that a proof's signature covers. */
const idHeader = 'x-sts-warden-id';
const submissionHeader = 'x-sts-warden-submission';

/** The names as X-Amz-SignedHeaders has them. */
export const signedHeaderNames = ['host', idHeader, submissionHeader].join(';');

/**
 * The values of a proof's headers. Who verifies sends its own: the signature of a proof for another deployment, or for
 * another submission, does not fit them. The canonical submission's digest goes without its algorithm.
 */
export function proofHeaders(
  deploymentId: string,
  { digest }: Pick<Submission, 'digest'>,
): Record<string, string> {
  return { [idHeader]: deploymentId, [submissionHeader]: digest.slice('sha256:'.length) };
}
