import type { Example } from './example.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, violation } from './verdict.ts';

const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const option = /;\s*AWS_IAM_ROLE\s*=[^;]*/gi;

export const kmsUnloadUsesIamRole = defineRule({
  meta: {
    id: 'kms-unload-uses-iam-role',
    guideline: 'G7',
    severity: 'high',
    title: 'An unload with SSE-KMS names no IAM role',
    description:
      'An Amazon Redshift V2 source whose connection has an IAM Role ARN and whose data is encrypted with SSE-KMS names ' +
      'AWS_IAM_ROLE with a valid role ARN among its unload options: Amazon Redshift unloads with a KMS key only under a role.',
    messages: {
      missing: 'source {endpoint} unloads with SSE-KMS, and its unload options lack AWS_IAM_ROLE',
      invalid:
        'source {endpoint} unloads with SSE-KMS, and the AWS_IAM_ROLE of its unload options is no role ARN',
    },
    remediation:
      'Add `AWS_IAM_ROLE=arn:aws:iam::<account>:role/<name>` to the unload options in the Amazon Redshift V2 advanced source properties.',
    references: [
      'https://docs.aws.amazon.com/redshift/latest/dg/t_unloading_encrypted_files.html',
      'https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-authorization.html',
    ],
    reads: [
      'connections.*.type',
      'connections.*.iamRoleArn',
      'sources[].readMode',
      'sources[].encryptionType',
      'sources[].unloadOptions',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    endpoint: ({
      side,
      name,
      connection,
      usesTemporaryCredentials,
      readsDirectly,
      encryption,
      unloadOptions,
    }) => {
      if (side !== 'source' || connection.type !== 'amazon-redshift-v2')
        return notApplicable('no-redshift-v2-source');
      if (!usesTemporaryCredentials) return notApplicable('no-temporary-credentials');
      if (readsDirectly) return notApplicable('direct-read');
      if (encryption !== 'sse-kms') return notApplicable('no-sse-kms');
      const roles = rolesIn(unloadOptions);
      if (roles.length === 0) return violation('missing', { endpoint: name, encryptionType: encryption });
      if (roles.every((role) => roleArn.test(role))) return pass;
      return violation('invalid', { endpoint: name, encryptionType: encryption });
    },
  },
});

/** The values of AWS_IAM_ROLE in `KEY = VALUE; …`: where it is written twice there are two, and both must hold. */
function rolesIn(options: string): string[] {
  const pairs = `;${options}`.match(option) ?? [];
  return pairs.map((pair) => unquoted(pair.slice(pair.indexOf('=') + 1).trim()));
}

function unquoted(value: string): string {
  return /^(['"])(.*)\1$/s.exec(value)?.[2]?.trim() ?? value;
}

const role = 'arn:aws:iam::123456789012:role/redshift-unload';
const encrypted = (unloadOptions: string | null) => ({
  sources: [{ encryptionType: 'sse-kms', unloadOptions }],
});

export const kmsUnloadUsesIamRoleExamples: readonly Example[] = [
  {
    name: 'the role among other options',
    outcome: 'pass',
    submission: encrypted(`DELIMITER = \\036;AWS_IAM_ROLE=${role};PARALLEL=ON`),
  },
  {
    name: 'blanks, quotes and a key in lower case',
    outcome: 'pass',
    submission: encrypted(` aws_iam_role = '${role}' `),
  },
  { name: 'a value in double quotes', outcome: 'pass', submission: encrypted(`AWS_IAM_ROLE="${role}"`) },
  {
    name: 'a role with a path, in AWS GovCloud',
    outcome: 'pass',
    submission: encrypted('AWS_IAM_ROLE=arn:aws-us-gov:iam::123456789012:role/etl/redshift'),
  },
  {
    name: 'no unload options',
    outcome: 'violation',
    submission: encrypted(null),
    evidence: { endpoint: 'Orders', encryptionType: 'sse-kms' },
  },
  {
    name: 'other options only',
    outcome: 'violation',
    submission: encrypted('DELIMITER = \\036;PARALLEL=ON'),
  },
  {
    name: 'a key that only ends alike',
    outcome: 'violation',
    submission: encrypted(`MY_AWS_IAM_ROLE=${role}`),
  },
  { name: 'an empty value', outcome: 'violation', submission: encrypted('AWS_IAM_ROLE=') },
  { name: 'a key without a value', outcome: 'violation', submission: encrypted('AWS_IAM_ROLE') },
  {
    name: 'the ARN of a user',
    outcome: 'violation',
    submission: encrypted('AWS_IAM_ROLE=arn:aws:iam::123456789012:user/etl'),
  },
  {
    name: 'a role without a name',
    outcome: 'violation',
    submission: encrypted('AWS_IAM_ROLE=arn:aws:iam::123456789012:role/'),
  },
  { name: 'text before the ARN', outcome: 'violation', submission: encrypted(`AWS_IAM_ROLE=role ${role}`) },
  { name: 'text behind the ARN', outcome: 'violation', submission: encrypted(`AWS_IAM_ROLE=${role} x`) },
  { name: 'quotes that do not match', outcome: 'violation', submission: encrypted(`AWS_IAM_ROLE='${role}"`) },
  {
    name: 'two pairs of quotes: one is ignored',
    outcome: 'violation',
    submission: encrypted(`AWS_IAM_ROLE="'${role}'"`),
  },
  {
    name: 'the key twice, once with no role',
    outcome: 'violation',
    submission: encrypted(`AWS_IAM_ROLE=${role};AWS_IAM_ROLE=none`),
  },
  {
    name: 'a parameter file may change the options at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { ...encrypted(`AWS_IAM_ROLE=${role}`), task: { parameterFile: true } },
  },
  { name: 'no encryption', outcome: 'not-applicable', reason: 'no-sse-kms', submission: {} },
  {
    name: 'encryption with S3’s own keys',
    outcome: 'not-applicable',
    reason: 'no-sse-kms',
    submission: { sources: [{ encryptionType: 'sse-s3' }] },
  },
  {
    name: 'a direct read, which unloads nothing',
    outcome: 'not-applicable',
    reason: 'direct-read',
    submission: { sources: [{ encryptionType: 'sse-kms', readMode: 'direct' }] },
  },
  {
    name: 'a connection without an IAM Role ARN',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: { ...encrypted(null), connections: { redshift: { iamRoleArn: null } } },
  },
  {
    name: 'a connection of Amazon S3 V2',
    outcome: 'not-applicable',
    reason: 'no-redshift-v2-source',
    submission: { ...encrypted(null), connections: { redshift: { type: 'amazon-s3-v2' } } },
  },
  {
    name: 'a target with SSE-KMS',
    outcome: 'not-applicable',
    reason: 'no-sse-kms',
    submission: { targets: [{ encryptionType: 'sse-kms' }] },
  },
];
