import type { DocumentFault } from '../json/schema-faults.ts';

/** Why a proof is refused: a word for programs, and what was expected. No text echoes what was got. */
export const proofReasons = {
  connection: 'names none of the connections that the submission’s endpoints use',
  hop: 'the connection has no such hop',
  unresolved: 'the hop’s access key could not be read, so nobody can be proven to hold it',
  repeated: 'a connection and hop have one proof, and an earlier one is for the same',
  size: 'expected a URL of at most 8192 characters',
  form: 'expected a URL of printable ASCII characters',
  scheme: 'expected the URL to begin with `https://`',
  host: 'expected a host of AWS STS in this deployment’s partition, without port or user',
  path: 'expected the path `/` and a query after it',
  query:
    'expected the query’s names and values percent-encoded (RFC 3986), joined by `=` and `&`, and names that a presigned sts:GetCallerIdentity has',
  duplicate: 'expected each name of the query once, whatever the case of its letters',
  missing: 'the query lacks a name that a presigned sts:GetCallerIdentity has',
  action: 'expected `Action=GetCallerIdentity`',
  version: 'expected `Version=2011-06-15`',
  algorithm: 'expected `X-Amz-Algorithm=AWS4-HMAC-SHA256`',
  'signed-headers':
    'expected the signed headers `host`, `x-sts-warden-id` and `x-sts-warden-submission`, and no other',
  expires: 'expected X-Amz-Expires to be 1 to 900 seconds',
  date: 'expected X-Amz-Date to be a time in the form `YYYYMMDDThhmmssZ`',
  future: 'X-Amz-Date is in the future: compare the signer’s clock',
  expired: 'the proof has expired: it holds for 15 minutes at most, or for X-Amz-Expires',
  scope:
    'expected the credential’s scope to be the day of X-Amz-Date, the Region of the host, `sts` and `aws4_request`',
  'access-key': 'expected the proof to be signed with the access key that the hop names',
  token: 'expected X-Amz-Security-Token to be printable ASCII',
  signature: 'expected X-Amz-Signature to be 64 hex digits in lower case',
  used: 'the proof was used before: each is good for one request',
  principal:
    'the proof is of another principal than the one behind this hop, as the submission or the policy names it',
  'not-signed-for-this':
    'AWS STS refuses the signature: the proof is for another deployment or submission, or was changed',
  credentials:
    'AWS STS refuses the credentials that the proof was signed with: they are unknown, inactive or expired',
  'not-permitted': 'AWS STS does not answer these credentials at this endpoint',
} as const;

export type ProofReason = keyof typeof proofReasons;

/** What is wrong with a proof. */
export interface ProofFault extends DocumentFault {
  readonly reason: ProofReason;
}

export function proofFault(pointer: string, reason: ProofReason): ProofFault {
  return { pointer, reason, detail: proofReasons[reason] };
}

/** Proofs that are no proofs: the client's to mend. Names each fault by its place in the request and echoes no value. */
export class RefusedProofError extends Error {
  override readonly name = 'RefusedProofError';
  readonly faults: readonly ProofFault[];

  constructor(faults: readonly ProofFault[]) {
    super(`refused proof: ${faults.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; ')}`);
    this.faults = faults;
  }
}

/** Nobody could say whether a proof is good. Tells what failed, and holds nothing of the proof. */
export class ProofUnavailableError extends Error {
  override readonly name = 'ProofUnavailableError';
}
