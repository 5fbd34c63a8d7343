import { describe, expect, it } from 'vitest';
import { whoSigned } from '../../../shared/aws/facts/caller-identity.ts';
import { NoAnswerError } from '../../../shared/aws/facts/report-unavailable.ts';
import { type ProofVerification, proofVerification } from '../../../shared/aws/facts/verify-proofs.ts';
import { compliantSubmission, patched } from '../../../shared/examples/compliant.ts';
import { readRequest } from '../../../shared/proof/read-request.ts';
import { ProofUnavailableError, RefusedProofError } from '../../../shared/proof/refusal.ts';
import { evaluatedAt } from '../../support/functions/invoke.ts';
import { deploymentId, presigned, requesterKey, sessionKey } from '../../support/proof/presigned.ts';
import { answerError, stsStandIn } from '../../support/proof/sts-stand-in.ts';

const database = {
  iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database',
  accessKeyId: requesterKey.accessKeyId,
};
const twoHops = patched(compliantSubmission, { connections: { redshift: { database } } });
const keyless = patched(compliantSubmission, {
  connections: { redshift: { accessKeyId: null, principalArn: 'arn:aws:iam::123456789012:role/agent' } },
});

function askedWith(submission: object, ...urls: readonly string[]) {
  const hops = ['staging', 'database'];
  const proofs = urls.map((url, index) => ({ connection: 'redshift', hop: hops[index], url }));
  return readRequest({ schemaVersion: '1', submission, proofs });
}

/** The verification, and in what order it asked whom. */
async function verification(delta: Partial<ProofVerification> = {}, stand = stsStandIn()) {
  const { send } = await stand;
  const steps: string[] = [];
  const used = new Set<string>();
  const verify = proofVerification({
    deploymentId,
    partition: 'aws',
    now: () => new Date(evaluatedAt),
    use: async ({ signature }) => {
      steps.push('use');
      return used.size < used.add(signature).size;
    },
    whoSigned: (...question) => {
      steps.push('send');
      return whoSigned(send)(...question);
    },
    report: async (fact) => void steps.push(`${fact} unavailable`),
    ...delta,
  });
  return { verify, steps };
}

async function failure(action: Promise<unknown>): Promise<Error> {
  const error: unknown = await action.then(
    () => undefined,
    (one: unknown) => one,
  );
  if (error instanceof Error) return error;
  throw new Error('expected it to fail');
}

async function reasons(action: Promise<unknown>): Promise<string[]> {
  const error = await failure(action);
  expect(error).toBeInstanceOf(RefusedProofError);
  return (error as RefusedProofError).faults.map(({ pointer, reason }) => `${pointer} ${reason}`);
}

describe('proofs are verified', () => {
  it('one, used up before it is sent', async () => {
    const { verify, steps } = await verification();
    const asked = askedWith(compliantSubmission, await presigned());
    expect(await verify(asked)).toEqual([
      {
        pointer: '/proofs/0/url',
        hop: asked.submission.hops[0],
        signer: expect.objectContaining({ principalId: 'AIDAEXAMPLEEXAMPLE01' }),
      },
    ]);
    expect(steps).toEqual(['use', 'send']);
  });

  it('of a session, which proves its role', async () => {
    const { verify } = await verification();
    const asked = askedWith(
      keyless,
      await presigned({ credentials: sessionKey, of: readRequest(keyless).submission }),
    );
    expect(await verify(asked)).toMatchObject([{ signer: { principal: { kind: 'role' } } }]);
  });

  it('one URL for two hops, used and sent once', async () => {
    const { verify, steps } = await verification();
    const url = await presigned({ of: readRequest(twoHops).submission });
    const verified = await verify(askedWith(twoHops, url, url));
    expect(verified.map(({ hop }) => hop.kind)).toEqual(['staging', 'database']);
    expect(steps).toEqual(['use', 'send']);
  });

  it('none, and nobody is asked', async () => {
    const { verify, steps } = await verification();
    expect(await verify(readRequest(compliantSubmission))).toEqual([]);
    expect(steps).toEqual([]);
  });
});

describe('proofs are refused', () => {
  it('before any is used, where one of them cannot be read', async () => {
    const { verify, steps } = await verification();
    const of = readRequest(twoHops).submission;
    const asked = askedWith(
      twoHops,
      await presigned({ of }),
      await presigned({ of, credentials: sessionKey }),
    );
    expect(await reasons(verify(asked))).toEqual(['/proofs/1/url access-key']);
    expect(steps).toEqual([]);
  });

  it('all of them by name', async () => {
    const { verify } = await verification();
    expect(await reasons(verify(askedWith(twoHops, 'http://x', 'https://x')))).toEqual([
      '/proofs/0/url scheme',
      '/proofs/1/url host',
    ]);
  });

  it('the second time', async () => {
    const { verify, steps } = await verification();
    const asked = askedWith(compliantSubmission, await presigned());
    await verify(asked);
    expect(await reasons(verify(asked))).toEqual(['/proofs/0/url used']);
    expect(steps).toEqual(['use', 'send', 'use']);
  });

  it('the second time, though AWS refused it the first time', async () => {
    const { verify } = await verification();
    const asked = askedWith(compliantSubmission, await presigned({ deployment: 'another' }));
    expect(await reasons(verify(asked))).toEqual(['/proofs/0/url not-signed-for-this']);
    expect(await reasons(verify(asked))).toEqual(['/proofs/0/url used']);
  });

  it.each<[string, Parameters<typeof presigned>[0], string]>([
    ['for another deployment', { deployment: 'another' }, 'not-signed-for-this'],
    [
      'for the submission before it was tampered with',
      { of: readRequest(twoHops).submission },
      'not-signed-for-this',
    ],
    ['in another partition', { host: 'sts.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' }, 'host'],
    ['too old', { now: new Date(Date.parse(evaluatedAt) - 901_000) }, 'expired'],
  ])('%s', async (_, options, reason) => {
    const { verify } = await verification();
    const asked = askedWith(compliantSubmission, await presigned(options));
    expect(await reasons(verify(asked))).toEqual([`/proofs/0/url ${reason}`]);
  });
});

describe('proofs cannot be verified', () => {
  const canary = `CANARY ${requesterKey.secretAccessKey}`;

  it('where the table fails: then nothing is sent', async () => {
    const { verify, steps } = await verification({ use: () => Promise.reject(new Error(canary)) });
    const error = await failure(verify(askedWith(compliantSubmission, await presigned())));
    expect(error).toBeInstanceOf(ProofUnavailableError);
    expect(error.message).toBe('nobody said of a proof whether it was used before: Error');
    expect(steps).toEqual(['proof unavailable']);
  });

  it('where AWS STS throttles', async () => {
    const { verify, steps } = await verification(
      {},
      stsStandIn((response) => answerError(response, 400, 'Throttling')),
    );
    const error = await failure(verify(askedWith(compliantSubmission, await presigned())));
    expect(error).toBeInstanceOf(ProofUnavailableError);
    expect(error.message).toBe(
      'nobody said of a proof who signed it: AWS STS answered 400, and nothing that is understood',
    );
    expect(steps).toEqual(['use', 'send', 'proof unavailable']);
  });

  it('after all answers are in: a function that has answered does no more', async () => {
    let answered = 0;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      answered++;
      throw new NoAnswerError('slow');
    };
    const { verify } = await verification({
      whoSigned: () => (answered === 0 ? slow() : Promise.reject(new Error('x'))),
    });
    const of = readRequest(twoHops).submission;
    const later = new Date(Date.parse(evaluatedAt) + 1000);
    await failure(verify(askedWith(twoHops, await presigned({ of }), await presigned({ of, now: later }))));
    expect(answered).toBe(2);
  });

  it('and no word of what fails is of the proof', async () => {
    const url = await presigned({ credentials: sessionKey, of: readRequest(keyless).submission });
    const told: string[] = [];
    const tell = async (delta: Partial<ProofVerification>) => {
      const { verify } = await verification(delta);
      const error = await failure(verify(askedWith(keyless, url)));
      told.push(String(error.stack), JSON.stringify(error, Object.getOwnPropertyNames(error)));
    };
    await tell({ use: () => Promise.reject(new Error(url)) });
    await tell({ use: async () => false });
    await tell({ whoSigned: () => Promise.reject(new TypeError(url, { cause: new Error(url) })) });
    await tell({ whoSigned: async () => 'credentials' });
    await tell({ now: () => new Date(0) });
    expect(told).toHaveLength(10);
    for (const text of told) expect(text).not.toMatch(/MUST-NEVER-LEAVE|ASIA|X-Amz|[0-9a-f]{64}/);
  });
});
