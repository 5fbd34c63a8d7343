import type { Example } from './example.ts';
import { missingOf, unlessInUse } from './questions.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
/** Roles that COPY and UNLOAD take in a chain (Amazon Redshift Database Developer Guide, "Chaining IAM roles"). */
const longestChain = 10;

export const kmsUnloadUsesIamRole = defineRule({
  meta: {
    id: 'kms-unload-uses-iam-role',
    guideline: 'G7',
    severity: 'high',
    title: 'An unload with SSE-KMS names no IAM role',
    description:
      'An Amazon Redshift V2 source whose connection has an IAM Role ARN and whose data is encrypted with SSE-KMS, by its ' +
      'encryption type or by KMS_KEY_ID among its unload options, names AWS_IAM_ROLE there: `default`, a role, or up to ten ' +
      'roles as a chain. UNLOAD takes no KMS key where it is authorized by access keys (Amazon Redshift Database Developer ' +
      'Guide, "UNLOAD"). A bucket’s own default encryption changes nothing.',
    messages: {
      missing: 'source {endpoint} unloads with SSE-KMS, and its unload options lack AWS_IAM_ROLE',
      invalid:
        'source {endpoint} unloads with SSE-KMS, and the AWS_IAM_ROLE of its unload options is neither `default` nor a role ARN, or up to ten of them separated by commas without blanks',
    },
    remediation:
      'Add `AWS_IAM_ROLE=arn:aws:iam::<account>:role/<name>` to the unload options in the Amazon Redshift V2 advanced source properties.',
    references: [
      'https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html',
      'https://docs.aws.amazon.com/redshift/latest/dg/t_unloading_encrypted_files.html',
      'https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html',
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
    endpoint: (endpoint) => {
      const { side, name, connection, encryption, unresolved } = endpoint;
      if (side !== 'source') return notApplicable('no-redshift-v2-source');
      if (connection.unresolved.has('type')) return undecided(missingOf(connection, 'type'));
      if (connection.type !== 'amazon-redshift-v2') return notApplicable('no-redshift-v2-source');
      const ended = unlessInUse(endpoint);
      if (ended !== undefined) return ended;
      const options = endpoint.options();
      if (encryption !== 'sse-kms' && options?.has('KMS_KEY_ID') !== true) {
        if (unresolved.has('encryptionType')) return undecided('encryptionType');
        return options === undefined ? undecided('unloadOptions') : notApplicable('no-sse-kms');
      }
      if (options === undefined) return undecided('unloadOptions');
      const evidence = { endpoint: name, encryptionType: encryption, kmsKeyId: options.has('KMS_KEY_ID') };
      const roles = options.get('AWS_IAM_ROLE');
      if (roles === undefined) return violation('missing', evidence);
      return roles.every(isRole) ? pass : violation('invalid', evidence);
    },
  },
});

/** Redshift's own default role, a role, or a chain of roles; where the key is written twice, both must hold. */
function isRole(value: string): boolean {
  if (value.toLowerCase() === 'default') return true;
  const chain = value.split(',');
  return chain.length <= longestChain && chain.every((role) => roleArn.test(role));
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
  { name: 'Redshift’s own default role', outcome: 'pass', submission: encrypted('AWS_IAM_ROLE=Default') },
  {
    name: 'a chain of roles',
    outcome: 'pass',
    submission: encrypted(`AWS_IAM_ROLE=${role},arn:aws:iam::210987654321:role/lake`),
  },
  {
    name: 'options on lines of their own, and a separator within quotes',
    outcome: 'pass',
    submission: encrypted(`DELIMITER=";"\r\nAWS_IAM_ROLE=${role}\nPARALLEL=ON`),
  },
  {
    name: 'a KMS key among the options is SSE-KMS',
    outcome: 'pass',
    submission: { sources: [{ unloadOptions: `KMS_KEY_ID=abc;AWS_IAM_ROLE=${role}` }] },
  },
  {
    name: 'a KMS key among the options, and no role',
    outcome: 'violation',
    submission: { sources: [{ unloadOptions: 'kms_key_id = abc' }] },
    evidence: { endpoint: 'Orders', encryptionType: 'none', kmsKeyId: true },
  },
  {
    name: 'a chain with a blank',
    outcome: 'violation',
    submission: encrypted(`AWS_IAM_ROLE=${role}, ${role}`),
  },
  {
    name: 'a chain of eleven roles',
    outcome: 'violation',
    submission: encrypted(`AWS_IAM_ROLE=${Array(11).fill(role).join(',')}`),
  },
  {
    name: 'a role that stands within the quotes of another option',
    outcome: 'violation',
    submission: encrypted(`NULL=';AWS_IAM_ROLE=${role}'`),
  },
  {
    name: 'no unload options',
    outcome: 'violation',
    submission: encrypted(null),
    evidence: { endpoint: 'Orders', encryptionType: 'sse-kms', kmsKeyId: false },
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
    name: 'a quote that is not closed: nobody knows where the value ends',
    outcome: 'undecided',
    missing: ['unloadOptions'],
    submission: encrypted(`AWS_IAM_ROLE='${role}"`),
  },
  {
    name: 'options that nobody could read may name a KMS key',
    outcome: 'undecided',
    missing: ['unloadOptions'],
    submission: { sources: [{ unresolved: ['unloadOptions'] }] },
  },
  {
    name: 'an encryption type that nobody could read',
    outcome: 'undecided',
    missing: ['encryptionType'],
    submission: { sources: [{ unresolved: ['encryptionType'] }] },
  },
  {
    name: 'a read mode that nobody could read',
    outcome: 'undecided',
    missing: ['readMode'],
    submission: { sources: [{ encryptionType: 'sse-kms', unresolved: ['readMode'] }] },
  },
  {
    name: 'an IAM Role ARN that nobody could read',
    outcome: 'undecided',
    missing: ['iamRoleArn'],
    submission: {
      connections: { redshift: { iamRoleArn: null, unresolved: ['iamRoleArn'] } },
    },
  },
  {
    name: 'a connection type that nobody could read',
    outcome: 'undecided',
    missing: ['type'],
    submission: { connections: { redshift: { type: 'other', unresolved: ['type'] } } },
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: { connections: { redshift: { type: 'unknown' } } },
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
