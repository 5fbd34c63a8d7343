import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { type Cure, UnreadableFileError, UnreadableObjectError } from '../../archive/unreadable-file.ts';

/** What the SDK throws, as far as it says why. */
type Fault = Parameters<typeof isThrottlingError>[0] & {
  /** Of the operating system. */
  readonly code?: string;
  readonly StorageClass?: string;
  readonly AccessTier?: string;
};

/** Why a bucket cannot be listed or an object read, by the code that Amazon S3 answers with. */
const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  NoSuchKey: 'is no longer there',
  PreconditionFailed: 'was changed meanwhile',
  ExpiredToken: 'the AWS credentials have expired',
  InvalidAccessKeyId: 'AWS does not know the access key',
  SignatureDoesNotMatch: 'AWS does not take the signature: the secret access key is wrong',
  RequestTimeTooSkewed: 'AWS does not take the signature: the clock is wrong',
  SlowDown: 'Amazon S3 asks to slow down, time and again',
  PermanentRedirect: 'the bucket is in another Region, which Amazon S3 does not name',
};

/** What passes, and no other try of the SDK mends: the clock, and credentials, which the next execution asks for anew. */
const passing = /^(RequestTimeTooSkewed|ExpiredToken|CredentialsProviderError)$/;
/** What AWS KMS says through Amazon S3, and passes. */
const busyKey = /^K(MS|ms).*(Throttl|Internal|Timeout|Unavailable|LimitExceeded)/;

/**
 * An answer of Amazon S3, or none, as an error that says in words why something cannot be read, and what may mend that.
 * `action` is what was asked.
 */
export function unreadableObject(error: unknown, action: string): UnreadableFileError {
  if (error instanceof UnreadableFileError) return error;
  const fault = error as Fault;
  return new UnreadableObjectError(reasonOf(fault, action), cureOf(fault));
}

/** Objects cannot be had now, or not by whoever asks: another try is worth it. The state machine goes by the name. */
export class ObjectsUnavailableError extends Error {
  override readonly name = 'ObjectsUnavailableError';
}

/** What a step of an audit is to fail with: what passes is tried again for longer. `about` is what was to be had. */
export function stepFault(error: unknown, about: string): Error {
  if (!(error instanceof UnreadableFileError)) return error as Error;
  const message = `${about}: ${error.message}`;
  return error instanceof UnreadableObjectError && error.cure === 'time'
    ? new ObjectsUnavailableError(message)
    : new UnreadableFileError(message);
}

/** Has the SDK try again, ever less often, what it does not know as throttling by AWS KMS. Returns the error. */
export function asThrottling(error: unknown): unknown {
  const fault = error as Fault;
  return busyKey.test(fault.name) ? Object.assign(fault, { $retryable: { throttling: true } }) : error;
}

/** What is no answer, and has no code of the operating system, is a fault of this program with one object. */
function cureOf(fault: Fault): Cure {
  const { name, code, $metadata: { httpStatusCode: status } = {} } = fault;
  const isTheirs = status === undefined ? code !== undefined : status >= 500;
  if (isTheirs || isThrottlingError(fault) || isTransientError(fault)) return 'time';
  if (passing.test(name) || busyKey.test(name)) return 'time';
  return status === 404 || status === 412 ? 'nothing' : 'somebody';
}

function reasonOf(fault: Fault, action: string): string {
  const { name, message, $metadata: { httpStatusCode: status } = {} } = fault;
  if (name === 'InvalidObjectState')
    return `is archived (${fault.AccessTier ?? fault.StorageClass ?? 'storage class not named'}): restore it first`;
  if (name.startsWith('KMS.') || name.startsWith('Kms')) return `its AWS KMS key cannot be used: ${name}`;
  if (status === 403 && /kms:/i.test(message))
    return 'permission denied: kms:Decrypt on the AWS KMS key that it is encrypted with';
  if (status === 400 && /server side encryption|SSE-C|customer.provided/i.test(message))
    return 'is encrypted with a key of its owner’s own (SSE-C), which cannot be given';
  const reason = reasons[name];
  if (reason !== undefined) return reason;
  if (status === 403) return `permission denied: ${action}${deniedBy(message)}`;
  if (status === 404) return 'was not found';
  return `Amazon S3 does not answer ${action}: ${fault.code ?? name}${status === undefined ? '' : ` (${status})`}`;
}

/** Which policy denies, where AWS says it. */
function deniedBy(message: string): string {
  const [, policy] = /explicit deny in an? ([a-z -]{1,60} policy)/.exec(message) ?? [];
  return policy === undefined ? '' : `, by an explicit deny in a ${policy}`;
}
