import { compliantSubmission, patched } from '../shared/examples/compliant.ts';
import type { Comparison } from './comparison.ts';
import { benchCheck, benchContext } from './functions.ts';

const bytes = 20_000;

const connection = (index: number) => ({
  type: 'amazon-redshift-v2',
  name: `Redshift of region ${index}`,
  authentication: 'assume-role-user',
  principalArn: 'arn:aws:iam::123456789012:user/mapping-requester',
  iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
  accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  externalId: `region-${index}`,
  customerMasterKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-4333-8444-555555555555',
  secretsDigest: `sha256:${'ab'.repeat(32)}`,
  region: 'eu-central-1',
});
const source = (index: number) => ({
  name: `Orders of region ${index}`,
  connection: `redshift-${index}`,
  readMode: 'staging',
  s3BucketName: 'mapping-stage',
  encryptionType: 'sse-kms',
  temporaryCredentialDuration: 900,
  unloadOptions:
    'DELIMITER = \\036;ESCAPE=OFF;NULL=text;PARALLEL=ON;AWS_IAM_ROLE=arn:aws:iam::123456789012:role/redshift-unload',
});

/** A task of four sources and a target over one connection, sent with all connections of its project: as many as make 20 KB. */
function bodyOf(size: number): string {
  const connections: Record<string, object> = {};
  const body = () =>
    JSON.stringify(
      patched(compliantSubmission, {
        submissionId: 'orders-2026-10-01',
        connections,
        sources: [0, 0, 0, 0].map(source),
        targets: [{ connection: 'redshift-0', temporaryCredentialDuration: 900 }],
      }),
    );
  while (body().length < size) {
    const index = Object.keys(connections).length;
    connections[`redshift-${index}`] = connection(index);
  }
  return body();
}

const body = bodyOf(bytes);
const request = {
  headers: { 'Content-Type': 'application/json' },
  queryStringParameters: null,
  body: body,
};

/** A warm CheckSubmission that allows a task, against JSON.parse of its body. */
export const checkRequest = (): Comparison => ({
  name: `CheckSubmission on ${(body.length / 1000).toFixed(0)} KB / JSON.parse of its body`,
  cost: 'typical',
  baseline: () => JSON.parse(body),
  work: async () => {
    const { statusCode } = await benchCheck(request, benchContext);
    if (statusCode !== 200) throw new Error(`the task is to be allowed, got ${statusCode}`);
  },
});
