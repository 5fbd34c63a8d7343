import { canonicalQuery, type PresignedQuery, readPresignedQuery } from './presigned-query.ts';
import type { ProofReason } from './refusal.ts';
import { signedHeaderNames } from './signed-headers.ts';
import { signingTime } from './signing-time.ts';
import { signingRegion } from './sts-endpoints.ts';

/** A session token has no greatest size that AWS names; those that occur, escaped, are below half of this. */
export const longestUrl = 8192;
/** Seconds: AWS takes a presigned sts:GetCallerIdentity for 15 minutes, whatever it says of itself. */
export const longestLife = 900;
/** Seconds by which the signer's clock may be ahead. */
export const clockSkew = 60;

/** What a URL is held against. */
export interface Expected {
  /** Of the deployment: `aws`, `aws-cn`, … */
  readonly partition: string;
  /** The access key that the hop names; `undefined` where it names none. */
  readonly accessKeyId: string | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

/** A presigned sts:GetCallerIdentity that may be sent. It holds credentials: none of it is for logs, errors or stores. */
export interface PresignedUrl {
  /** Put together anew from what was read, as AWS signs it. */
  readonly url: string;
  readonly accessKeyId: string;
  /** 64 hex digits. */
  readonly signature: string;
  /** When AWS ceases to take it, whatever it says of itself: seconds since 1970. */
  readonly endsAt: number;
}

/**
 * Reads a presigned sts:GetCallerIdentity URL, or says why it is refused. Nothing is forgiven: a URL that could be read in
 * two ways is refused, and what is sent is made from what was checked. The checks are those of aws-iam-authenticator
 * (pkg/token), and that scope, host and date agree. The signature itself only AWS can check.
 */
export function readPresignedUrl(text: string, expected: Expected): PresignedUrl | ProofReason {
  if (text.length > longestUrl) return 'size';
  if (!/^[\x21-\x7e]*$/.test(text)) return 'form';
  const [, host, path, queryText] = /^https:\/\/([^/?#\\]*)([^?#]*)(.*)$/.exec(text) ?? [];
  if (host === undefined) return 'scheme';
  const region = signingRegion(host, expected.partition);
  if (region === undefined) return 'host';
  if (path !== '/' || queryText?.startsWith('?') !== true) return 'path';
  const query = readPresignedQuery(queryText.slice(1));
  if (typeof query === 'string') return query;
  const [accessKeyId = '', ...scope] = query['X-Amz-Credential'].split('/');
  const reason =
    faultOfCall(query) ??
    faultOfTime(query, expected.now) ??
    faultOfScope(scope, query['X-Amz-Date'], region) ??
    faultOfKey(accessKeyId, expected.accessKeyId);
  if (reason !== undefined) return reason;
  return {
    url: `https://${host}/?${canonicalQuery({ ...query })}`,
    accessKeyId,
    signature: query['X-Amz-Signature'],
    endsAt: (signingTime(query['X-Amz-Date']) ?? 0) + longestLife,
  };
}

function faultOfCall(query: PresignedQuery): ProofReason | undefined {
  if (query.Action !== 'GetCallerIdentity') return 'action';
  if (query.Version !== '2011-06-15') return 'version';
  if (query['X-Amz-Algorithm'] !== 'AWS4-HMAC-SHA256') return 'algorithm';
  if (query['X-Amz-SignedHeaders'] !== signedHeaderNames) return 'signed-headers';
  if (!/^[0-9a-f]{64}$/.test(query['X-Amz-Signature'])) return 'signature';
  return /^[\x21-\x7e]+$/.test(query['X-Amz-Security-Token'] ?? '-') ? undefined : 'token';
}

function faultOfTime(query: PresignedQuery, now: number): ProofReason | undefined {
  const expires = /^\d{1,3}$/.test(query['X-Amz-Expires']) ? Number(query['X-Amz-Expires']) : 0;
  if (expires < 1 || expires > longestLife) return 'expires';
  const signedAt = signingTime(query['X-Amz-Date']);
  if (signedAt === undefined) return 'date';
  if (signedAt > now + clockSkew) return 'future';
  return now > signedAt + expires ? 'expired' : undefined;
}

function faultOfScope(scope: readonly string[], date: string, region: string): ProofReason | undefined {
  return scope.join('/') === `${date.slice(0, 8)}/${region}/sts/aws4_request` ? undefined : 'scope';
}

/** IAM, "AccessKey": the characters of an access key id. */
function faultOfKey(accessKeyId: string, named: string | undefined): ProofReason | undefined {
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId)) return 'access-key';
  return named === undefined || named === accessKeyId ? undefined : 'access-key';
}
