import { describe, expect, it } from 'vitest';
import {
  type Cure,
  UnreadableFileError,
  UnreadableObjectError,
} from '../../../shared/archive/unreadable-file.ts';
import { unreadableObject } from '../../../shared/aws/objects/s3-faults.ts';

const fault = (name: string, status: number, message = '', more: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status }, ...more });
const user = 'arn:aws:iam::123456789012:user/auditor';

describe('unreadableObject', () => {
  it.each<[string, Error, string]>([
    ['a missing permission', fault('AccessDenied', 403, 'Access Denied'), 'permission denied: s3:GetObject'],
    [
      'a policy that denies',
      fault(
        'AccessDenied',
        403,
        `User: ${user} is not authorized to perform: s3:GetObject with an explicit deny in a resource-based policy`,
      ),
      'permission denied: s3:GetObject, by an explicit deny in a resource-based policy',
    ],
    [
      'a key that may not be used',
      fault(
        'AccessDenied',
        403,
        `User: ${user} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:…`,
      ),
      'permission denied: kms:Decrypt on the AWS KMS key that it is encrypted with',
    ],
    [
      'a key that is disabled',
      fault('KMS.DisabledException', 400),
      'its AWS KMS key cannot be used: KMS.DisabledException',
    ],
    [
      'a customer’s own key',
      fault('InvalidRequest', 400, 'The object was stored using a form of Server Side Encryption.'),
      'is encrypted with a key of its owner’s own (SSE-C), which cannot be given',
    ],
    [
      'an archive',
      fault('InvalidObjectState', 403, '', { StorageClass: 'DEEP_ARCHIVE' }),
      'is archived (DEEP_ARCHIVE): restore it first',
    ],
    [
      'a tier',
      fault('InvalidObjectState', 403, '', {
        StorageClass: 'INTELLIGENT_TIERING',
        AccessTier: 'ARCHIVE_ACCESS',
      }),
      'is archived (ARCHIVE_ACCESS): restore it first',
    ],
    ['what is gone', fault('NoSuchKey', 404), 'is no longer there'],
    ['what is another', fault('PreconditionFailed', 412), 'was changed meanwhile'],
    ['no bucket', fault('NoSuchBucket', 404), 'there is no such bucket'],
    ['throttling', fault('SlowDown', 503), 'Amazon S3 asks to slow down, time and again'],
    ['a session that ended', fault('ExpiredToken', 400), 'the AWS credentials have expired'],
    [
      'anything else',
      fault('InternalError', 500, 'secret'),
      'Amazon S3 does not answer s3:GetObject: InternalError (500)',
    ],
    [
      'no answer',
      Object.assign(new Error('connect ECONNREFUSED'), { name: 'TimeoutError', code: 'ECONNREFUSED' }),
      'Amazon S3 does not answer s3:GetObject: ECONNREFUSED',
    ],
    ['its own', new UnreadableFileError('no AWS credentials'), 'no AWS credentials'],
  ])('tells of %s', (_, error, expected) => {
    expect(unreadableObject(error, 's3:GetObject').message).toBe(expected);
  });

  it.each<[Cure, string, Error]>([
    ['time', 'throttling', fault('SlowDown', 503)],
    ['time', 'throttling of a kind of its own', fault('RequestLimitExceeded', 400)],
    ['time', 'too many requests', fault('TooMany', 429)],
    ['time', 'throttling by AWS KMS', fault('KMS.ThrottlingException', 400)],
    ['time', 'AWS KMS without an answer', fault('KMS.DependencyTimeoutException', 400)],
    ['time', 'a fault of Amazon S3', fault('InternalError', 500)],
    ['time', 'another one', fault('Unknown', 599)],
    ['time', 'an answer that came too late', fault('RequestTimeout', 400)],
    ['time', 'no answer', Object.assign(new Error('x'), { name: 'TimeoutError' })],
    ['time', 'a line that breaks', Object.assign(new Error('x'), { code: 'EPROTO' })],
    ['time', 'no credentials now', Object.assign(new Error('x'), { name: 'CredentialsProviderError' })],
    ['somebody', 'this program', new TypeError('x')],
    ['time', 'a session that ended', fault('ExpiredToken', 400)],
    ['time', 'a clock', fault('RequestTimeTooSkewed', 403)],
    ['somebody', 'a missing permission', fault('AccessDenied', 403)],
    ['somebody', 'an archive', fault('InvalidObjectState', 403)],
    ['somebody', 'a key that is disabled', fault('KMS.DisabledException', 400)],
    ['somebody', 'a customer’s own key', fault('InvalidRequest', 400)],
    ['somebody', 'what nobody knows', fault('Surprise', 400)],
    ['nothing', 'what is gone', fault('NoSuchKey', 404)],
    ['nothing', 'what is another', fault('PreconditionFailed', 412)],
  ])('names what may mend it: %s, of %s', (cure, _, error) => {
    const unreadable = unreadableObject(error, 's3:GetObject');
    expect(unreadable).toBeInstanceOf(UnreadableObjectError);
    expect(unreadable).toMatchObject({ cure });
  });
});
