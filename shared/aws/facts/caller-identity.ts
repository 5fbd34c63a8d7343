import { parseJson } from '../../json/parse.ts';
import { isObject } from '../../json/value.ts';
import type { PresignedUrl } from '../../proof/presigned-url.ts';
import type { ProofReason } from '../../proof/refusal.ts';
import { type Signer, signerInAnswer } from '../../proof/signer.ts';
import { errorName } from '../calls/failures.ts';
import { NoAnswerError } from './report-unavailable.ts';

/** Milliseconds for connection, answer and body together. */
const patience = 5000;
/** An answer has some 500 bytes. */
const mostBytes = 16 * 1024;

/**
 * The error codes by which AWS STS refuses who signed, and what they mean for a proof (AWS STS API Reference, "Common
 * errors"). Every other one, throttling first of all, says nothing of the proof.
 */
const refusals: Readonly<Record<string, ProofReason>> = {
  SignatureDoesNotMatch: 'not-signed-for-this',
  InvalidSignatureException: 'not-signed-for-this',
  IncompleteSignature: 'not-signed-for-this',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  RequestExpired: 'expired',
  AccessDenied: 'not-permitted',
  AccessDeniedException: 'not-permitted',
  OptInRequired: 'not-permitted',
  RegionDisabledException: 'not-permitted',
};

/** Asks AWS STS who presigned a URL, or for what reason it refuses. Rejects where it says neither. */
export type WhoSigned = (
  proof: Pick<PresignedUrl, 'url' | 'accessKeyId'>,
  headers: Readonly<Record<string, string>>,
) => Promise<Signer | ProofReason>;

/** `send` is the platform's fetch. Sends once: no redirect is followed, nothing is tried again. */
export function whoSigned(send: typeof fetch): WhoSigned {
  return async ({ url, accessKeyId }, headers) => {
    const { status, text } = await answerOf(send, url, headers);
    const signer = status === 200 ? signerInAnswer(jsonIn(text), accessKeyId) : undefined;
    if (signer !== undefined) return signer;
    const reason = status >= 400 && status < 500 ? refusalIn(text) : undefined;
    if (reason === undefined)
      throw new NoAnswerError(`AWS STS answered ${status}, and nothing that is understood`);
    return reason;
  };
}

async function answerOf(
  send: typeof fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await send(url, {
      headers: { ...headers, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    return { status: response.status, text: await readBody(response) };
  } catch (error) {
    throw error instanceof NoAnswerError
      ? error
      : new NoAnswerError(`AWS STS did not answer: ${codeOf(error)}`);
  }
}

/** What fetch throws names in its cause what failed: a system's code, that holds nothing of what was sent. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isObject(cause) ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : errorName(error);
}

async function readBody({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new NoAnswerError(`AWS STS answered with more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `undefined` where the text is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Errors come in JSON, where it is asked for, and in XML from what stands before AWS STS. */
function refusalIn(text: string): ProofReason | undefined {
  const code = /(?:"Code"\s*:\s*"|<Code>)(\w+)/.exec(text)?.[1] ?? '';
  return Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}
