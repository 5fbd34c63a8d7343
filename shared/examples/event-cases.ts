import type { RuleId, Violation } from '../contracts/result-contract.generated.ts';
import { compliantSubmission } from './compliant.ts';
import { exampleId as id } from './example-id.ts';

/** A finding that an event file must lead to, through every door. */
interface ExpectedFinding {
  readonly ruleId: RuleId;
  readonly status?: Violation['status'];
}

/** One file in `events/` and what comes of it. Records and submissions are deltas on the compliant ones. */
export interface EventCase {
  /** File name: `<function>.<case>.json`. */
  readonly name: string;
  readonly records?: readonly object[];
  readonly submission?: object;
  /** A body as it stands, for input that is no record or submission. */
  readonly rawBody?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly findings: readonly ExpectedFinding[];
  /** Rules that must answer `pass` on the case. */
  readonly passes?: readonly RuleId[];
  /** Whether it is judged with `events/policy.yaml` and `events/authorization-details.json`. */
  readonly withFacts?: true;
  /** Messages that must be set aside as unprocessable. */
  readonly setAside?: number;
  /** The status of CheckSubmission's response. */
  readonly status?: number;
}

const expired = {
  errorCode: 'ExpiredToken',
  errorMessage: 'The provided token has expired.',
  requestParameters: null,
  responseElements: null,
};
const roleSession = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEEXAMPLE01:mapping-orders',
  arn: 'arn:aws:sts::123456789012:assumed-role/redshift-stage/mapping-orders',
  accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
  userName: null,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLEEXAMPLE01',
      arn: 'arn:aws:iam::123456789012:role/redshift-stage',
      accountId: '123456789012',
      userName: 'redshift-stage',
    },
    attributes: { creationDate: '2026-10-01T07:00:00Z', mfaAuthenticated: 'false' },
  },
};
const root = {
  type: 'Root',
  principalId: '123456789012',
  arn: 'arn:aws:iam::123456789012:root',
  userName: null,
};
const webIdentity = {
  eventName: 'AssumeRoleWithWebIdentity',
  userIdentity: {
    type: 'WebIdentityUser',
    principalId: 'idp.example.com:mapping:agent',
    arn: null,
    accountId: null,
    accessKeyId: null,
    userName: 'agent',
    identityProvider: 'idp.example.com',
  },
};
const over = (userName: string) => ({
  userIdentity: {
    arn: `arn:aws:iam::123456789012:user/${userName}`,
    principalId: 'AIDAEXAMPLEEXAMPLE02',
    userName,
  },
});
const connection = (delta: object) => ({ connections: { redshift: delta } });
const second = (delta: object, target: object = {}, own: object = {}) => ({
  connections: {
    redshift: own,
    lake: {
      type: 'amazon-s3-v2',
      authentication: 'assume-role-ec2',
      principalArn: 'arn:aws:iam::123456789012:role/secure-agent',
      iamRoleArn: 'arn:aws:iam::123456789012:role/lake',
      useEc2RoleToAssumeRole: true,
      region: 'eu-central-1',
      ...delta,
    },
  },
  targets: [{ name: 'Lake', connection: 'lake', ...target }],
});
/** Of the EC2 role of the agents, without a key. */
const byEc2Role = {
  authentication: 'assume-role-ec2',
  useEc2RoleToAssumeRole: true,
  accessKeyId: null,
  principalArn: 'arn:aws:iam::123456789012:role/secure-agent',
};
const kms = (unloadOptions: string) => ({ sources: [{ encryptionType: 'sse-kms', unloadOptions }] });

const audits: readonly EventCase[] = [
  {
    name: 'audit-credential-requests.compliant.json',
    records: [{}],
    findings: [],
    passes: [
      'requester-has-no-access',
      'requester-is-iam-principal',
      'duration-covers-run',
      'no-root-credentials',
      'duration-is-grantable',
    ],
    withFacts: true,
  },
  {
    name: 'audit-credential-requests.temporary-credentials-alive.json',
    records: [
      {
        eventID: id(1),
        userIdentity: roleSession,
        requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/lake' },
      },
    ],
    findings: [],
    passes: ['renew-before-expiry'],
  },
  {
    name: 'audit-credential-requests.requester-has-access.json',
    records: [{ eventID: id(2), ...over('power-user') }],
    findings: [{ ruleId: 'requester-has-no-access' }],
    withFacts: true,
  },
  {
    name: 'audit-credential-requests.web-identity.json',
    records: [{ eventID: id(3), ...webIdentity }],
    findings: [{ ruleId: 'requester-is-iam-principal' }],
  },
  {
    name: 'audit-credential-requests.saml-assertion.json',
    records: [
      {
        eventID: id(4),
        eventName: 'AssumeRoleWithSAML',
        userIdentity: {
          type: 'SAMLUser',
          principalId: 'abcdefgh=:analyst',
          arn: null,
          accountId: null,
          accessKeyId: null,
          userName: 'analyst',
          identityProvider: 'adfs.example.com',
        },
        requestParameters: {
          sAMLAssertionID: '_c0046cEXAMPLEb9d4b8eEXAMPLE2619aEXAMPLE',
          principalArn: 'arn:aws:iam::123456789012:saml-provider/adfs',
        },
      },
    ],
    findings: [{ ruleId: 'requester-is-iam-principal' }],
  },
  {
    name: 'audit-credential-requests.duration-shorter-than-run.json',
    records: [
      {
        eventID: id(5),
        requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/nightly-load', durationSeconds: null },
      },
    ],
    findings: [{ ruleId: 'duration-covers-run' }],
    withFacts: true,
  },
  {
    name: 'audit-credential-requests.expired-credentials-used.json',
    records: [
      {
        eventID: id(6),
        eventSource: 'redshift.amazonaws.com',
        eventName: 'DescribeClusters',
        readOnly: false,
        userIdentity: roleSession,
        ...expired,
      },
    ],
    findings: [{ ruleId: 'renew-before-expiry' }],
  },
  {
    // Whether the session had ended nobody knows here: a function sees one record.
    name: 'audit-credential-requests.request-expired.json',
    records: [
      {
        eventID: id(61),
        eventSource: 'ec2.amazonaws.com',
        eventName: 'DescribeInstances',
        userIdentity: roleSession,
        ...expired,
        errorCode: 'Client.RequestExpired',
        errorMessage: 'Request has expired.',
      },
    ],
    findings: [],
  },
  {
    name: 'audit-credential-requests.expired-credentials-at-sts.json',
    records: [{ eventID: id(7), userIdentity: roleSession, ...expired, errorCode: 'ExpiredTokenException' }],
    findings: [{ ruleId: 'renew-before-expiry', status: 'attempt' }],
  },
  {
    name: 'audit-credential-requests.root-get-session-token.json',
    records: [
      {
        eventID: id(8),
        eventName: 'GetSessionToken',
        readOnly: false,
        userIdentity: root,
        requestParameters: { roleArn: null, roleSessionName: null },
      },
    ],
    findings: [{ ruleId: 'no-root-credentials' }],
  },
  {
    name: 'audit-credential-requests.root-refused.json',
    records: [
      {
        eventID: id(9),
        userIdentity: root,
        errorCode: 'AccessDenied',
        errorMessage: 'Roles may not be assumed by root accounts.',
        requestParameters: null,
        responseElements: null,
      },
    ],
    findings: [{ ruleId: 'no-root-credentials', status: 'attempt' }],
  },
  {
    name: 'audit-credential-requests.assume-root.json',
    records: [
      {
        eventID: id(10),
        eventName: 'AssumeRoot',
        userIdentity: { ...roleSession, accessKeyId: 'ASIAEXAMPLEEXAMPLE78' },
        requestParameters: {
          roleArn: null,
          roleSessionName: null,
          durationSeconds: 900,
          targetPrincipal: '111122223333',
          taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
        },
      },
    ],
    findings: [{ ruleId: 'no-root-credentials' }],
  },
  {
    name: 'audit-credential-requests.duration-refused.json',
    records: [
      {
        eventID: id(11),
        errorCode: 'ValidationError',
        errorMessage: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        requestParameters: null,
        responseElements: null,
      },
    ],
    findings: [{ ruleId: 'duration-is-grantable', status: 'attempt' }],
  },
  {
    name: 'audit-credential-requests.denied-role.json',
    records: [
      {
        eventID: id(12),
        errorCode: 'AccessDenied',
        errorMessage:
          'User: arn:aws:iam::123456789012:user/mapping-requester is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/finance',
        requestParameters: null,
        responseElements: null,
      },
    ],
    findings: [],
  },
  {
    name: 'audit-credential-requests.aws-service.json',
    records: [
      {
        eventID: id(13),
        sharedEventID: id(14),
        sourceIPAddress: 'lambda.amazonaws.com',
        userIdentity: {
          type: 'AWSService',
          invokedBy: 'lambda.amazonaws.com',
          principalId: null,
          arn: null,
          accountId: null,
          accessKeyId: null,
          userName: null,
        },
      },
    ],
    findings: [],
  },
  {
    name: 'audit-credential-requests.cross-account-copies.json',
    records: [
      {
        eventID: id(15),
        sharedEventID: id(16),
        requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/lake' },
      },
      {
        eventID: id(17),
        sharedEventID: id(16),
        requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/lake' },
        recipientAccountId: '111122223333',
        userIdentity: { type: 'AWSAccount', arn: null, accessKeyId: null, userName: null },
      },
    ],
    findings: [],
  },
  {
    name: 'audit-credential-requests.not-for-us.json',
    records: [
      { eventID: id(18), eventName: 'GetCallerIdentity', requestParameters: null, responseElements: null },
    ],
    findings: [],
  },
  {
    name: 'audit-credential-requests.batch.json',
    records: [
      { eventID: id(19) },
      { eventID: id(20), ...webIdentity },
      {
        eventID: id(21),
        eventName: 'GetSessionToken',
        readOnly: false,
        userIdentity: root,
        requestParameters: { roleArn: null, roleSessionName: null },
      },
      { eventID: id(20), ...webIdentity },
    ],
    findings: [{ ruleId: 'requester-is-iam-principal' }, { ruleId: 'no-root-credentials' }],
  },
  {
    name: 'audit-credential-requests.malformed.json',
    rawBody:
      '{"detail-type":"AWS API Call via CloudTrail","source":"aws.sts","detail":{"eventSource":"sts.amazonaws.com","eventName":"AssumeRole"}}',
    findings: [],
    setAside: 1,
  },
  { name: 'audit-credential-requests.not-json.json', rawBody: '{"detail-type":', findings: [], setAside: 1 },
];

const submissions: readonly (Omit<EventCase, 'name'> & { readonly name: string })[] = [
  {
    name: 'compliant',
    submission: { submissionId: 'orders-2026-10-01' },
    findings: [],
    passes: [
      'requester-has-no-access',
      'requester-is-iam-principal',
      'duration-covers-run',
      'no-root-credentials',
      'same-bucket-same-connection',
      'duration-is-grantable',
      'connection-is-consistent',
    ],
    withFacts: true,
    status: 200,
  },
  {
    name: 'kms-unload-with-role',
    submission: kms('DELIMITER = \\036;AWS_IAM_ROLE=arn:aws:iam::123456789012:role/redshift-unload'),
    findings: [],
    passes: ['kms-unload-uses-iam-role'],
    status: 200,
  },
  {
    name: 'two-buckets-with-ec2-role',
    submission: second({}, { s3BucketName: 'lake' }, byEc2Role),
    findings: [],
    passes: ['cross-bucket-ec2-role-same-duration'],
    status: 200,
  },
  {
    name: 'advanced-mode',
    submission: { task: { mode: 'advanced', expectedRunSeconds: 20_000 } },
    findings: [],
    status: 200,
  },
  { name: 'parameter-file', submission: { task: { parameterFile: true } }, findings: [], status: 200 },
  {
    name: 'requester-has-access',
    submission: connection({ principalArn: 'arn:aws:iam::123456789012:user/power-user' }),
    findings: [{ ruleId: 'requester-has-no-access' }],
    withFacts: true,
    status: 403,
  },
  {
    name: 'federated-single-sign-on',
    submission: connection({ authentication: 'federated-sso', principalArn: null, accessKeyId: null }),
    findings: [{ ruleId: 'requester-is-iam-principal' }],
    status: 403,
  },
  {
    name: 'duration-shorter-than-run',
    submission: { task: { expectedRunSeconds: 5400 } },
    findings: [{ ruleId: 'duration-covers-run' }, { ruleId: 'duration-covers-run' }],
    status: 403,
  },
  {
    name: 'root-user',
    submission: connection({ principalArn: 'arn:aws:iam::123456789012:root' }),
    findings: [{ ruleId: 'no-root-credentials' }],
    status: 403,
  },
  {
    name: 'kms-unload-without-role',
    submission: kms('DELIMITER = \\036;PARALLEL=ON'),
    findings: [{ ruleId: 'kms-unload-uses-iam-role' }],
    status: 403,
  },
  {
    name: 'same-bucket-different-connections',
    submission: second({}),
    findings: [{ ruleId: 'same-bucket-same-connection' }],
    status: 403,
  },
  {
    name: 'two-buckets-different-durations',
    submission: second({}, { s3BucketName: 'lake', temporaryCredentialDuration: 1800 }, byEc2Role),
    findings: [{ ruleId: 'cross-bucket-ec2-role-same-duration' }],
    status: 403,
  },
  {
    name: 'duration-not-grantable',
    submission: {
      ...connection(byEc2Role),
      sources: [{ temporaryCredentialDuration: 7200 }],
    },
    findings: [{ ruleId: 'duration-is-grantable' }],
    status: 403,
  },
  {
    name: 'contradictory-connection',
    submission: connection({ ...byEc2Role, accessKeyId: 'AKIAEXAMPLEEXAMPLE01' }),
    findings: [{ ruleId: 'connection-is-consistent' }],
    status: 403,
  },
  {
    name: 'unknown-connection',
    submission: { sources: [{ connection: 'nowhere' }] },
    findings: [],
    setAside: 1,
    status: 400,
  },
  {
    name: 'holds-a-secret',
    submission: connection({ secretAccessKey: 'SECRET-THAT-MUST-NEVER-LEAVE' }),
    findings: [],
    setAside: 1,
    status: 400,
  },
  { name: 'not-json', rawBody: '{"schemaVersion":', findings: [], setAside: 1, status: 400 },
];

/** Every file in `events/` with a record to judge or a submission to decide. */
export const eventCases: readonly EventCase[] = [
  ...audits,
  ...['check-submission', 'review-submission'].flatMap((door) =>
    submissions.map((one): EventCase => ({ ...one, name: `${door}.${one.name}.json` })),
  ),
  {
    name: 'check-submission.name-twice.json',
    rawBody: JSON.stringify(compliantSubmission).replace('"sources":', '"sources":[],"sources":'),
    findings: [],
    setAside: 1,
    status: 400,
  },
  {
    name: 'check-submission.dry-run.json',
    submission: kms('PARALLEL=ON'),
    query: { dryRun: 'true' },
    findings: [{ ruleId: 'kms-unload-uses-iam-role' }],
    status: 403,
  },
];
