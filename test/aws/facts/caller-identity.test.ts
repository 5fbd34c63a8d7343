import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { whoSigned } from '../../../shared/aws/facts/caller-identity.ts';
import { NoAnswerError } from '../../../shared/aws/facts/report-unavailable.ts';
import { proofHeaders } from '../../../shared/proof/signed-headers.ts';
import {
  deploymentId,
  presigned,
  requesterKey,
  sessionKey,
  submission,
} from '../../support/proof/presigned.ts';
import { type Answer, answerError, stsStandIn } from '../../support/proof/sts-stand-in.ts';

const ours = proofHeaders(deploymentId, submission);
const url = await presigned();
const proof = { url, accessKeyId: requesterKey.accessKeyId };
const identity = {
  Arn: 'arn:aws:iam::123456789012:user/x',
  UserId: 'AIDAEXAMPLEEXAMPLE01',
  Account: '123456789012',
};

function answering(status: number, body: unknown): Answer {
  return (response) => {
    response.statusCode = status;
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

function saying(result: object): unknown {
  return { GetCallerIdentityResponse: { GetCallerIdentityResult: result } };
}

describe('AWS STS says who signed', () => {
  it('to a GET with our own headers, of which none is a credential', async () => {
    const { send, received } = await stsStandIn();
    expect(await whoSigned(send)(proof, ours)).toEqual({
      accessKeyId: requesterKey.accessKeyId,
      principal: expect.objectContaining({ arn: 'arn:aws:iam::123456789012:user/mapping-requester' }),
      principalId: 'AIDAEXAMPLEEXAMPLE01',
    });
    const [{ url: sent, headers } = { url: '', headers: {} }, ...others] = received;
    expect({ sent, others }).toEqual({ sent: url, others: [] });
    expect(headers).toMatchObject({
      'x-sts-warden-id': deploymentId,
      'x-sts-warden-submission': submission.digest.replace('sha256:', ''),
      accept: 'application/json',
    });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('of a session with its token', async () => {
    const { send } = await stsStandIn();
    const ofSession = {
      url: await presigned({ credentials: sessionKey }),
      accessKeyId: sessionKey.accessKeyId,
    };
    expect(await whoSigned(send)(ofSession, ours)).toMatchObject({
      principal: { arn: 'arn:aws:iam::123456789012:role/agent' },
      principalId: 'AROAEXAMPLEEXAMPLE01',
    });
  });
});

describe('AWS STS refuses', () => {
  it.each<[string, Parameters<typeof presigned>[0]]>([
    ['a proof for another deployment', { deployment: 'another' }],
    ['a proof for another submission', { of: { digest: `sha256:${'0'.repeat(64)}` } }],
    ['a proof by another secret', { credentials: { ...requesterKey, secretAccessKey: 'guessed' } }],
  ])('%s', async (_, options) => {
    const { send } = await stsStandIn();
    expect(await whoSigned(send)({ ...proof, url: await presigned(options) }, ours)).toBe(
      'not-signed-for-this',
    );
  });

  it('a proof that was changed', async () => {
    const { send } = await stsStandIn();
    const changed = { ...proof, url: url.replace('Expires=900', 'Expires=899') };
    expect(await whoSigned(send)(changed, ours)).toBe('not-signed-for-this');
  });

  it('a key that it does not know', async () => {
    const { send } = await stsStandIn();
    const credentials = { ...requesterKey, accessKeyId: 'AKIANOBODYNOBODYNO01' };
    expect(await whoSigned(send)({ ...proof, url: await presigned({ credentials }) }, ours)).toBe(
      'credentials',
    );
  });

  it.each([
    ['ExpiredToken', 'credentials'],
    ['ExpiredTokenException', 'credentials'],
    ['InvalidClientTokenId', 'credentials'],
    ['UnrecognizedClientException', 'credentials'],
    ['SignatureDoesNotMatch', 'not-signed-for-this'],
    ['InvalidSignatureException', 'not-signed-for-this'],
    ['IncompleteSignature', 'not-signed-for-this'],
    ['RequestExpired', 'expired'],
    ['AccessDenied', 'not-permitted'],
    ['AccessDeniedException', 'not-permitted'],
    ['OptInRequired', 'not-permitted'],
    ['RegionDisabledException', 'not-permitted'],
  ])('with %s, which means %s', async (code, reason) => {
    const inJson = await stsStandIn((response) => answerError(response, 403, code));
    expect(await whoSigned(inJson.send)(proof, ours)).toBe(reason);
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`;
    const inXml = await stsStandIn(answering(400, xml));
    expect(await whoSigned(inXml.send)(proof, ours)).toBe(reason);
  });
});

describe('AWS STS says nothing, which is no refusal', () => {
  const elsewhere = (response: ServerResponse) => {
    response.writeHead(302, { location: '/elsewhere' }).end();
  };
  it.each<[string, Answer]>([
    ['where it throttles', (response) => answerError(response, 400, 'Throttling')],
    ['where it throttles in other words', (response) => answerError(response, 429, 'ThrottlingException')],
    ['where it fails', (response) => answerError(response, 500, 'InternalFailure')],
    [
      'where it fails and mentions a signature',
      (response) => answerError(response, 503, 'SignatureDoesNotMatch'),
    ],
    ['where a proxy stands between', answering(407, '<html>CANARY-OF-A-PROXY</html>')],
    ['where it leads elsewhere', elsewhere],
    ['where it accepts, and does not say whom', answering(202, saying(identity))],
    ['where it is garbage', answering(200, 'CANARY-OF-A-PROXY')],
    ['where it is empty', answering(200, '')],
    ['where it is an empty object', answering(200, {})],
    ['where the code is the name of a method', (response) => answerError(response, 400, 'toString')],
    ['where it names nobody', answering(200, saying({}))],
    ['where it names half of somebody', answering(200, saying({ ...identity, UserId: '' }))],
    ['where it contradicts itself', answering(200, saying({ ...identity, Account: '210987654321' }))],
    ['where it goes on for ever', answering(200, JSON.stringify(saying(identity)) + ' '.repeat(16 * 1024))],
    ['where it hangs up', (response) => response.destroy()],
    [
      'where it breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{');
        response.destroy();
      },
    ],
  ])('%s', async (_, answer) => {
    const { send, received } = await stsStandIn(answer);
    const error: unknown = await whoSigned(send)(proof, ours).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(String((error as Error).stack)).not.toMatch(/CANARY|X-Amz|AKIA/);
    expect(received).toHaveLength(1);
  });

  it('where it is silent for 5 s', async () => {
    const timeout = vi
      .spyOn(AbortSignal, 'timeout')
      .mockReturnValue(AbortSignal.abort(new DOMException('late', 'TimeoutError')));
    const { send } = await stsStandIn(() => undefined);
    await expect(whoSigned(send)(proof, ours)).rejects.toThrow('AWS STS did not answer: TimeoutError');
    expect(timeout).toHaveBeenCalledWith(5000);
    timeout.mockRestore();
  });

  it('where its host is not found', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND CANARY'), { code: 'ENOTFOUND' });
    const send = () => Promise.reject(new TypeError('fetch failed', { cause }));
    await expect(whoSigned(send)(proof, ours)).rejects.toThrow(/^AWS STS did not answer: ENOTFOUND$/);
  });
});
