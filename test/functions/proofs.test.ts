import { describe, expect, it } from 'vitest';
import { checkSubmission } from '../../functions/check-submission/check-submission.ts';
import { accessFacts } from '../../shared/access/access-facts.ts';
import { whoSigned } from '../../shared/aws/facts/caller-identity.ts';
import { submissionFacts } from '../../shared/aws/facts/submission-facts.ts';
import { proofVerification } from '../../shared/aws/facts/verify-proofs.ts';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import { requesterOf } from '../../shared/evaluation/known-requester.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { absent } from '../../shared/json/fact.ts';
import { readRequest } from '../../shared/proof/read-request.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';
import { memoryDecisions } from '../support/functions/memory-decisions.ts';
import { nothingAsked } from '../support/functions/nothing-asked.ts';
import { deploymentId, presigned, requesterKey, sessionKey } from '../support/proof/presigned.ts';
import { answerError, type StsStandIn, stsStandIn } from '../support/proof/sts-stand-in.ts';

const account = '123456789012';
const user = `arn:aws:iam::${account}:user/mapping-requester`;
const root = `arn:aws:iam::${account}:root`;

/** The hook, strict about requesters, with a stand-in for AWS STS; a table is a set. All that leaves it is kept. */
function hook({ send }: Pick<StsStandIn, 'send'>) {
  const used = new Set<string>();
  const left: unknown[] = [];
  const published: BusEvent[] = [];
  const strict = { mode: 'enforce', whenUndecided: 'block', minimumEvidence: 'proven' } as const;
  const handler = checkSubmission({
    currentBook: async () =>
      bookOf({ rules: { 'requester-is-iam-principal': strict, 'no-root-credentials': strict } }),
    factsOf: submissionFacts({
      known: noFacts,
      accountOfKey: async () => absent,
      ownerOfKey: async () => absent,
      accessOf: async (arns) => {
        left.push(arns);
        return accessFacts([]);
      },
      ...nothingAsked,
      requesterOf,
    }),
    verifyProofs: proofVerification({
      deploymentId,
      partition: 'aws',
      now: () => new Date(evaluatedAt),
      use: async ({ signature }) => used.size < used.add(signature).size,
      whoSigned: whoSigned(send),
      report: async (...words) => void left.push(words.map((word) => JSON.stringify(word, errorsToo))),
    }),
    store: memoryDecisions(),
    validSeconds: 900,
    newId: () => 'a'.repeat(32),
    countCall: async () => undefined,
    readers: ['arn:aws:iam::*:*'],
    publish: async (events) => void published.push(...events),
    now: () => new Date(evaluatedAt),
    meter: countingMeter(),
    log: async (...words) => void left.push(words.map((word) => JSON.stringify(word, errorsToo))),
  });
  return async (document: unknown, identity?: object) => {
    const response = await handler(
      {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(document),
        ...(identity && { requestContext: { identity } }),
      },
      { getRemainingTimeInMillis: () => 30_000 } as never,
    );
    left.push(response, published);
    return { status: response.statusCode, answer: JSON.parse(response.body), published, left };
  };
}

function errorsToo(_: string, value: unknown): unknown {
  return value instanceof Error ? { ...value, stack: value.stack, cause: value.cause } : value;
}

function callerBy(accessKey: string, userArn = user, caller = 'AIDAEXAMPLEEXAMPLE01') {
  return { accessKey, userArn, caller, user: caller, accountId: account };
}

function withProof(url: string, submission: unknown = compliantSubmission) {
  return { schemaVersion: '1', submission, proofs: [{ connection: 'redshift', hop: 'staging', url }] };
}

describe('under a policy that wants proofs', () => {
  it('a submission alone is blocked', async () => {
    const ask = hook(await stsStandIn());
    expect((await ask(compliantSubmission)).status).toBe(403);
  });

  it('the requester itself submits, with the connection’s key, and is allowed', async () => {
    const ask = hook(await stsStandIn());
    const { status, left } = await ask(compliantSubmission, callerBy(requesterKey.accessKeyId));
    expect(status).toBe(200);
    expect(left[0]).toEqual([user]);
  });

  it('what the proven requester may do counts, not what the declared one may', async () => {
    const admin = `arn:aws:iam::${account}:user/admin`;
    const ask = hook(await stsStandIn());
    const { left } = await ask(compliantSubmission, callerBy(requesterKey.accessKeyId, admin));
    expect(left[0]).toEqual([admin]);
  });

  it('it submits with another key, of which nobody knows whose the connection’s is, and is blocked', async () => {
    const ask = hook(await stsStandIn());
    expect((await ask(compliantSubmission, callerBy('AKIAOTHEROTHEROTHER1'))).status).toBe(403);
  });

  it('the root user submits with the connection’s key, and is blocked for being root', async () => {
    const ask = hook(await stsStandIn());
    const { status, answer } = await ask(
      compliantSubmission,
      callerBy(requesterKey.accessKeyId, root, account),
    );
    expect(status).toBe(403);
    expect(answer.violations).toMatchObject([
      { ruleId: 'no-root-credentials', evidence: { principal: root, principalSource: 'proven' } },
    ]);
  });

  it('somebody submits with the requester’s proof, and is allowed', async () => {
    const ask = hook(await stsStandIn());
    const { status, published } = await ask(
      withProof(await presigned()),
      callerBy('AKIAOTHEROTHEROTHER1', root, account),
    );
    expect(status).toBe(200);
    expect(published).toMatchObject([{ detailType: 'Mapping Submission Allowed' }]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a submission that was tampered with',
      async () => withProof(await presigned(), patched(compliantSubmission, { task: { name: 'other' } })),
      'not-signed-for-this',
    ],
    [
      'a proof for another deployment',
      async () => withProof(await presigned({ deployment: 'other' })),
      'not-signed-for-this',
    ],
    [
      'a proof by another key',
      async () => withProof(await presigned({ credentials: sessionKey })),
      'access-key',
    ],
    [
      'a URL that leads elsewhere',
      async () => withProof((await presigned()).replace('sts.eu', 'sts-eu')),
      'host',
    ],
  ])('%s is refused, and nothing is published', async (_, document, reason) => {
    const ask = hook(await stsStandIn());
    const { status, answer, published } = await ask(await document());
    expect({ status, published }).toEqual({ status: 400, published: [] });
    expect(answer).toMatchObject({
      type: 'urn:sts-warden:problem:proof-refused',
      errors: [{ pointer: '/proofs/0/url', reason }],
    });
  });

  it('a proof of another principal than a connection without a key declares is refused', async () => {
    const keyless = patched(compliantSubmission, { connections: { redshift: { accessKeyId: null } } });
    const ask = hook(await stsStandIn());
    const url = await presigned({ credentials: sessionKey, of: readRequest(keyless).submission });
    expect((await ask(withProof(url, keyless))).answer).toMatchObject({ errors: [{ reason: 'principal' }] });
  });

  it('the same proof again is refused', async () => {
    const ask = hook(await stsStandIn());
    const document = withProof(await presigned());
    expect((await ask(document)).status).toBe(200);
    expect((await ask(document)).answer).toMatchObject({ errors: [{ reason: 'used' }] });
  });

  it('while AWS STS is down the answer is 503, and nothing is published', async () => {
    const ask = hook(await stsStandIn((response) => answerError(response, 500, 'InternalFailure')));
    const { status, answer, published } = await ask(withProof(await presigned()));
    expect({ status, published }).toEqual({ status: 503, published: [] });
    expect(answer.type).toBe('urn:sts-warden:problem:facts-unavailable');
  });
});

describe('no credential leaves', () => {
  const keyless = patched(compliantSubmission, {
    connections: { redshift: { accessKeyId: null, principalArn: `arn:aws:iam::${account}:role/agent` } },
  });

  it.each<[string, () => Promise<StsStandIn>, (url: string) => string, number]>([
    ['where it is allowed', () => stsStandIn(), (url) => url, 200],
    ['where it is refused before it is sent', () => stsStandIn(), (url) => url.replace('900', '901'), 400],
    [
      'where AWS STS refuses it',
      () => stsStandIn((response) => answerError(response, 403, 'ExpiredToken')),
      (url) => url,
      400,
    ],
    [
      'where AWS STS fails',
      () => stsStandIn((response) => answerError(response, 500, 'x')),
      (url) => url,
      503,
    ],
    ['where AWS STS hangs up', () => stsStandIn((response) => void response.destroy()), (url) => url, 503],
    [
      'where the network’s error quotes it',
      async () => ({
        received: [],
        send: (url) =>
          Promise.reject(new TypeError(`fetch failed ${url}`, { cause: new Error(String(url)) })),
      }),
      (url) => url,
      503,
    ],
  ])('%s', async (_, standIn, changed, expected) => {
    const url = await presigned({ credentials: sessionKey, of: readRequest(keyless).submission });
    const { status, left } = await hook(await standIn())(withProof(changed(url), keyless));
    expect(status).toBe(expected);
    const said = JSON.stringify(left);
    expect(said).not.toContain(new URL(url).searchParams.get('X-Amz-Signature'));
    expect(said).not.toMatch(/MUST-NEVER-LEAVE|X-Amz-\w+=|ASIAEXAMPLE|sts\.eu-central-1/);
  });
});
