import { compliantSubmission, patched } from '../test/support/compliant.ts';
import { benchCheck, benchContext } from './functions.ts';
import type { Comparison } from './ratio.ts';

const bytes = 20_000;

/** Options of 1.3 KB, so that a dozen sources make 20 KB: a larger task has longer texts before it has more parts. */
const unloadOptions = `DELIMITER = \\036;ESCAPE=OFF;PARALLEL=ON;AWS_IAM_ROLE=arn:aws:iam::123456789012:role/redshift-unload;NULL=${'n/a '.repeat(300)}`;

const connection = (index: number) => ({
  type: 'amazon-redshift-v2',
  name: `Redshift ${index}`,
  authentication: 'assume-role-ec2',
  principalArn: 'arn:aws:iam::123456789012:role/secure-agent',
  iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
  useEc2RoleToAssumeRole: true,
  region: 'eu-central-1',
});
const source = (index: number) => ({
  name: `Orders of region ${index}`,
  connection: `redshift-${index % 4}`,
  readMode: 'staging',
  s3BucketName: 'mapping-stage',
  encryptionType: 'sse-kms',
  temporaryCredentialDuration: 900,
  unloadOptions,
});

/** A task over four connections, with as many sources as make 20 KB. */
function bodyOf(size: number): string {
  const sources: object[] = [];
  const body = () =>
    JSON.stringify(
      patched(compliantSubmission, {
        submissionId: 'orders-2026-10-01',
        connections: Object.fromEntries(
          [0, 1, 2, 3].map((index) => [`redshift-${index}`, connection(index)]),
        ),
        sources,
        targets: [{ connection: 'redshift-0', copyOptions: unloadOptions }],
      }),
    );
  while (body().length < size) sources.push(source(sources.length));
  return body();
}

const body = bodyOf(bytes);
const request = { headers: { 'Content-Type': 'application/json' }, queryStringParameters: null, body };

/** A warm CheckSubmission that allows a task, against JSON.parse of its body. */
export const checkRequest: Comparison = {
  name: `CheckSubmission on ${(body.length / 1000).toFixed(0)} KB / JSON.parse of its body`,
  limit: 2.2,
  baseline: () => JSON.parse(body),
  work: () => benchCheck(request, benchContext),
};
