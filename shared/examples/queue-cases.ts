import type { Violation } from '../contracts/result-contract.generated.ts';
import { compliantRecord, patched } from './compliant.ts';
import { exampleId } from './example-id.ts';

/** One file in `events/` for a function that reads a queue of its own, with whatever is on that. */
export interface QueueCase {
  readonly name: string;
  /** What is on its queue: events of EventBridge, or text that is none. */
  readonly messages: readonly (CaseMessage | string)[];
}

interface CaseMessage {
  readonly source: string;
  readonly detailType: string;
  /** `us-east-1` where IAM's own events are. */
  readonly region: string;
  readonly resources?: readonly string[];
  readonly detail: object;
}

/** Somebody attaches a policy to `power-user`, as CloudTrail records it. */
const userPolicyAttached: CaseMessage = {
  source: 'aws.iam',
  detailType: 'AWS API Call via CloudTrail',
  region: 'us-east-1',
  detail: {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEEXAMPLE09:jane@example.com',
      arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Operators_0123456789abcdef/jane@example.com',
      accountId: '123456789012',
      accessKeyId: 'ASIAEXAMPLEEXAMPLE09',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEEXAMPLE09',
          arn: 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef',
          accountId: '123456789012',
          userName: 'AWSReservedSSO_Operators_0123456789abcdef',
        },
        attributes: { creationDate: '2026-10-01T07:41:12Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2026-10-01T08:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'AttachUserPolicy',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.44',
    userAgent:
      'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1 lang/python#3.13.7 md/command#iam.attach-user-policy',
    requestParameters: {
      userName: 'power-user',
      policyArn: 'arn:aws:iam::123456789012:policy/StageAccess',
    },
    responseElements: null,
    requestID: exampleId(41),
    eventID: exampleId(42),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'iam.amazonaws.com',
    },
  },
};

/** Every file in `events/` for RefreshPrincipals. */
export const refreshCases: readonly QueueCase[] = [
  { name: 'refresh-principals.user-policy-attached.json', messages: [userPolicyAttached] },
  {
    name: 'refresh-principals.schedule.json',
    messages: [
      {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        region: 'eu-central-1',
        resources: ['arn:aws:events:eu-central-1:123456789012:rule/sts-warden-PrincipalRefreshRule-EXAMPLE'],
        detail: {},
      },
    ],
  },
  { name: 'refresh-principals.not-json.json', messages: ['{"detail-type":'] },
];

const toldViolation: Violation = {
  schemaVersion: '1',
  id: 'v1-7747315fae8e0f7e0c1d5b0f2a4c6e8f1b3d5f70',
  ruleId: 'no-root-credentials',
  guideline: 'G6',
  severity: 'critical',
  status: 'violation',
  title: 'The root user’s credentials are used to obtain temporary credentials',
  message: 'the root user of account 123456789012 called GetSessionToken',
  remediation:
    'Create an IAM user or role that may only assume the roles it needs, and delete the root user’s access keys.',
  references: [],
  subject: {
    kind: 'credential-request',
    eventName: 'GetSessionToken',
    eventTime: '2026-10-01T08:00:00Z',
    accountId: '123456789012',
    requester: 'arn:aws:iam::123456789012:root',
    requesterType: 'Root',
  },
  evidence: {},
  observedAt: '2026-10-01T08:00:00Z',
};

/** What `NotifyFindings` gets: a violation on the bus, and the clock. */
export const notifyCases: readonly QueueCase[] = [
  {
    name: 'notify-findings.root-user.json',
    messages: [
      {
        source: 'sts-warden',
        detailType: 'Temporary Credentials Violation',
        region: 'eu-central-1',
        detail: toldViolation,
      },
    ],
  },
  {
    name: 'notify-findings.digest.json',
    messages: [
      {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        region: 'eu-central-1',
        resources: ['arn:aws:events:eu-central-1:123456789012:rule/sts-warden-DigestRule-EXAMPLE'],
        detail: {},
      },
    ],
  },
  { name: 'notify-findings.not-json.json', messages: ['{"detail-type":'] },
];

/** What `WatchCoverage` gets: the clock. */
export const coverageCases: readonly QueueCase[] = [
  {
    name: 'watch-coverage.schedule.json',
    messages: [
      {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        region: 'eu-central-1',
        resources: ['arn:aws:events:eu-central-1:123456789012:rule/sts-warden-CoverageRule-EXAMPLE'],
        detail: {},
      },
    ],
  },
];

const issuedSession = {
  source: 'aws.sts',
  detailType: 'AWS API Call via CloudTrail',
  region: 'eu-central-1',
  detail: patched(compliantRecord, { eventID: exampleId(71) }),
};
const startedRun = {
  schemaVersion: '1',
  runId: 'task-1/7',
  task: { id: 'task-1', name: 'orders-daily' },
  startedAt: '2026-10-01T07:59:50Z',
  roleArns: ['arn:aws:iam::123456789012:role/redshift-stage'],
};

/** What `TrackSessions` gets: sessions, runs, and what a schedule hands over. */
export const trackCases: readonly QueueCase[] = [
  { name: 'track-sessions.session-issued.json', messages: [issuedSession] },
  {
    name: 'track-sessions.run-started.json',
    messages: [
      {
        source: 'informatica.mapping',
        detailType: 'Mapping Run Started',
        region: 'eu-central-1',
        detail: startedRun,
      },
    ],
  },
  {
    name: 'track-sessions.run-died.json',
    messages: [
      issuedSession,
      {
        source: 'informatica.mapping',
        detailType: 'Mapping Run Ended',
        region: 'eu-central-1',
        detail: {
          ...startedRun,
          endedAt: '2026-10-01T09:20:00Z',
          outcome: 'failed',
          errorMessage: 'The provided token has expired.',
        },
      },
    ],
  },
  {
    name: 'track-sessions.schedule.json',
    messages: [
      JSON.stringify({
        due: {
          kind: 'expiry',
          roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
          expiresAt: Date.parse('2026-10-01T09:00:00Z') / 1000,
        },
      }),
    ],
  },
  { name: 'track-sessions.not-json.json', messages: ['{"detail-type":'] },
];
