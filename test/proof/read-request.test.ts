import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { readRequest, submissionDocument } from '../../shared/proof/read-request.ts';
import { RefusedProofError } from '../../shared/proof/refusal.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { caught } from '../support/hostile/caught.ts';

const url = 'https://sts.amazonaws.com/?CANARY-OF-A-PROOF';
const proof = { connection: 'redshift', hop: 'staging', url };
const database = { iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database' };
const twoHops = patched(compliantSubmission, { connections: { redshift: { database } } });

function request(delta: object = {}) {
  return patched({ schemaVersion: '1', submission: compliantSubmission, proofs: [proof] }, delta);
}

function faultsOf(value: unknown) {
  const error = caught(() => readRequest(value));
  expect(String(error)).not.toContain('CANARY');
  if (error instanceof MalformedSubmissionError || error instanceof RefusedProofError)
    return [error.name, ...error.faults.map(({ pointer, detail }) => `${pointer} ${detail}`)];
  throw error;
}

describe('a body', () => {
  it('is a submission without proofs', () => {
    const { submission, proofs } = readRequest(compliantSubmission);
    expect({ digest: submission.digest, proofs }).toEqual({
      digest: parseSubmission(compliantSubmission).digest,
      proofs: [],
    });
    expect(submissionDocument(compliantSubmission)).toBe(compliantSubmission);
  });

  it('is a submission with proofs, which are no part of its digest', () => {
    const { submission, proofs } = readRequest(request());
    expect(submission.digest).toBe(parseSubmission(compliantSubmission).digest);
    expect(proofs).toEqual([{ pointer: '/proofs/0/url', hop: submission.hops[0], url }]);
    expect(submissionDocument(request())).toEqual(compliantSubmission);
  });

  it('has a proof for each hop', () => {
    const proofs = [{ ...proof, hop: 'database' }, proof];
    const read = readRequest(request({ submission: twoHops, proofs }));
    expect(read.proofs.map(({ pointer, hop }) => `${pointer} ${hop.kind}`)).toEqual([
      '/proofs/0/url database',
      '/proofs/1/url staging',
    ]);
  });

  it('may have none', () => {
    expect(readRequest({ ...request(), proofs: [] }).proofs).toEqual([]);
  });
});

describe('a body is malformed', () => {
  it.each<[string, unknown, string[]]>([
    ['a submission that is none', patched(compliantSubmission, { task: 1 }), ['/task must be object']],
    [
      'a submission with proofs, without a submission',
      { schemaVersion: '1', proofs: [] },
      [' lacks the required property `submission`'],
    ],
    [
      'one without proofs',
      { schemaVersion: '1', submission: compliantSubmission },
      [' lacks the required property `proofs`'],
    ],
    ['another edition', request({ schemaVersion: '2' }), ['/schemaVersion expected "1"']],
    ['a property that is not known', request({ task: {} }), ['/task is not a known property']],
    [
      'a secret',
      request({ sessionToken: 'CANARY' }),
      ['/sessionToken is refused: it looks like a secret, and a submission never holds one'],
    ],
    [
      'a fault of the submission',
      request({ submission: { task: { name: '' } } }),
      ['/submission/task/name must NOT have fewer than 1 characters'],
    ],
    [
      'a contradiction in it',
      request({ submission: { sources: [{ connection: 'x' }] } }),
      ['/submission/sources/0/connection names none of the submission’s connections'],
    ],
    [
      'a submission that is no object',
      { ...request(), submission: 'CANARY' },
      ['/submission must be object'],
    ],
    [
      'too many proofs',
      { ...request(), proofs: Array(17).fill(proof) },
      ['/proofs must NOT have more than 16 items'],
    ],
    [
      'a hop that is none',
      request({ proofs: [{ hop: 'CANARY' }] }),
      ['/proofs/0/hop expected one of ["staging","database"]'],
    ],
    [
      'a URL that is too long',
      request({ proofs: [{ url: 'x'.repeat(8193) }] }),
      ['/proofs/0/url must NOT have more than 8192 characters'],
    ],
    [
      'a proof with more',
      request({ proofs: [{ secretAccessKey: 'CANARY' }] }),
      ['/proofs/0/secretAccessKey is refused: it looks like a secret, and a submission never holds one'],
    ],
  ])('%s', (_, value, faults) => {
    expect(faultsOf(value)).toEqual(['MalformedSubmissionError', ...faults]);
  });
});

describe('a proof is refused', () => {
  const sources = [{ connection: 'redshift' }];
  const unused = { connections: { unused: { type: 'amazon-s3-v2' } }, sources };
  it.each<[string, unknown, string]>([
    [
      'for a connection that is none',
      request({ proofs: [{ connection: 'CANARY' }] }),
      '/proofs/0/connection names none of the connections that the submission’s endpoints use',
    ],
    [
      'for a connection that no endpoint uses',
      request({ submission: unused, proofs: [{ connection: 'unused' }] }),
      '/proofs/0/connection names none of the connections that the submission’s endpoints use',
    ],
    [
      'for a hop that the connection has not',
      request({ proofs: [{ hop: 'database' }] }),
      '/proofs/0/hop the connection has no such hop',
    ],
    [
      'for a hop that has one',
      { ...request(), proofs: [proof, proof] },
      '/proofs/1 a connection and hop have one proof, and an earlier one is for the same',
    ],
    [
      'for a key that could not be read',
      request({
        submission: { connections: { redshift: { accessKeyId: null, unresolved: ['accessKeyId'] } } },
      }),
      '/proofs/0/hop the hop’s access key could not be read, so nobody can be proven to hold it',
    ],
    [
      'for a second hop that could not be read',
      request({
        submission: { connections: { redshift: { unresolved: ['database'] } } },
        proofs: [{ hop: 'database' }],
      }),
      '/proofs/0/hop the hop’s access key could not be read, so nobody can be proven to hold it',
    ],
  ])('%s', (_, value, fault) => {
    expect(faultsOf(value)).toEqual(['RefusedProofError', fault]);
  });
});
