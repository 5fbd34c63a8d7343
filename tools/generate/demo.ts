/**
 * Writes the archive and the submissions that `npm run demo` shows, an hour in the life of two mapping tasks, and an export
 * package.
 * `--check` writes nothing and fails where a file on disk differs.
 */
import { createHash } from 'node:crypto';
import { formatTime } from '../../shared/cloudtrail/time.ts';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { packageOf, plainEndpoints } from '../../test/support/informatica/package-builder.ts';
import { putGenerated } from './generated-files.ts';

const start = Date.UTC(2026, 9, 1, 6) / 1000;
let serial = 0;

interface Call {
  /** Minutes after 06:00 UTC, and seconds. */
  readonly at: readonly [minutes: number, seconds?: number];
  readonly delta?: object;
  /** Seconds that the issued session lives. */
  readonly lives?: number;
}

function record({ at: [minutes, seconds = 0], delta = {}, lives = 900 }: Call): object {
  const time = start + minutes * 60 + seconds;
  const id = createHash('sha256').update(`demo ${serial++}`).digest('hex');
  const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-9${id.slice(17, 20)}-${id.slice(20, 32)}`;
  const own = {
    eventID: uuid,
    eventTime: formatTime(time),
    requestParameters: { durationSeconds: lives },
    responseElements: {
      credentials: {
        accessKeyId: `ASIA${id.slice(0, 16).toUpperCase()}`,
        sessionToken: 'EXAMPLE',
        expiration: english(time + lives),
      },
    },
  };
  return patched(patched(compliantRecord, own), delta);
}

/** As CloudTrail writes `expiration`. */
function english(seconds: number): string {
  const format = new Intl.DateTimeFormat('en-US', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  return format.format(seconds * 1000).replaceAll('\u202f', ' ');
}

const agentSession = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEEXAMPLE01:mapping-orders',
  arn: 'arn:aws:sts::123456789012:assumed-role/redshift-stage/mapping-orders',
  accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
  userName: null,
  sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/redshift-stage' } },
};
const orders = (minutes: number, seconds = 0): Call => ({ at: [minutes, seconds] });
const customers = (minutes: number): Call => ({
  at: [minutes],
  lives: 3600,
  delta: {
    requestParameters: {
      roleArn: 'arn:aws:iam::123456789012:role/lake',
      roleSessionName: 'mapping-customers',
    },
  },
});
const service = (minutes: number): Call => ({
  at: [minutes],
  delta: {
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
});

/** The runs of that hour: one died a while after its credentials had expired, the next one renewed them in time. */
const hourRuns = [
  {
    runId: '0100010Z00000000001C/7',
    startedAt: '2026-10-01T06:00:00Z',
    endedAt: '2026-10-01T06:31:30Z',
    outcome: 'failed',
    errorMessage: 'The provided token has expired. (Service: Amazon S3)',
  },
  {
    runId: '0100010Z00000000001C/8',
    startedAt: '2026-10-01T06:33:00Z',
    endedAt: '2026-10-01T06:55:00Z',
    outcome: 'success',
  },
].map(({ runId, ...times }) => ({
  schemaVersion: '1',
  runId,
  task: { id: '0100010Z00000000001C', name: 'orders' },
  ...times,
  roleArns: ['arn:aws:iam::123456789012:role/redshift-stage'],
  sessionName: 'mapping-orders',
}));

const firstHalf = [
  orders(0),
  customers(1),
  service(2),
  orders(14),
  service(20),
  // Four minutes after the last session has ended: a late renewal, or the next run.
  orders(33),
].map(record);
const secondHalf = [
  {
    at: [33, 2],
    delta: {
      eventName: 'GetCallerIdentity',
      userIdentity: agentSession,
      requestParameters: null,
      responseElements: null,
    },
  },
  {
    at: [41],
    delta: {
      eventName: 'GetSessionToken',
      readOnly: false,
      userIdentity: {
        type: 'Root',
        principalId: '123456789012',
        arn: 'arn:aws:iam::123456789012:root',
        accessKeyId: 'AKIAEXAMPLEEXAMPLE00',
        userName: null,
      },
      requestParameters: { roleArn: null, roleSessionName: null },
    },
    lives: 3600,
  },
  {
    at: [44, 30],
    delta: {
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
    },
    lives: 3600,
  },
  orders(46),
].map((call) => record(call as Call));

const folder = 'docs/demo/AWSLogs/123456789012/CloudTrail/eu-central-1/2026/10/01';
const file = (time: string) =>
  `${folder}/123456789012_CloudTrail_eu-central-1_20261001T${time}Z_EXAMPLE.json`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const blocked = patched(compliantSubmission, {
  submissionId: 'lake-export-2026-10-01',
  task: { name: 'lake-export', expectedRunSeconds: 5400 },
  connections: {
    lake: {
      type: 'amazon-s3-v2',
      authentication: 'assume-role-ec2',
      principalArn: 'arn:aws:iam::123456789012:role/secure-agent',
      iamRoleArn: 'arn:aws:iam::123456789012:role/lake',
      useEc2RoleToAssumeRole: true,
    },
  },
  sources: [{ encryptionType: 'sse-kms', unloadOptions: 'DELIMITER = \\036;PARALLEL=ON' }],
  targets: [{ name: 'Lake', connection: 'lake', s3BucketName: 'lake', temporaryCredentialDuration: 7200 }],
});

/** Nobody declares how long it runs, but its runs tell; and it reads what it may not write. */
const died = patched(compliantSubmission, {
  submissionId: 'nightly-load-2026-10-01',
  task: { id: '0100010Z00000000001A', name: 'nightly-load', expectedRunSeconds: null },
  connections: {
    redshift: { name: 'Redshift stage' },
    lake: {
      type: 'amazon-s3-v2',
      name: 'Lake',
      authentication: 'assume-role-user',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      principalArn: 'arn:aws:iam::123456789012:user/mapping-requester',
      iamRoleArn: 'arn:aws:iam::123456789012:role/lake',
    },
  },
  targets: [{ name: 'Staged orders', connection: 'lake', s3BucketName: 'mapping-stage/orders' }],
});
const runs = [
  { night: 27, minutes: 14, outcome: 'success' },
  {
    night: 28,
    minutes: 16,
    outcome: 'failed',
    errorMessage: 'The provided token has expired. (Service: Amazon S3)',
  },
  { night: 29, minutes: 13, outcome: 'success' },
  {
    night: 30,
    minutes: 17,
    outcome: 'failed',
    errorMessage: 'The provided token has expired. (Service: Amazon S3)',
  },
].map(({ night, minutes, ...ended }, index) => ({
  schemaVersion: '1',
  runId: `0100010Z00000000001A/${41 + index}`,
  task: { id: '0100010Z00000000001A', name: 'nightly-load' },
  startedAt: `2026-09-${night}T02:00:00Z`,
  endedAt: `2026-09-${night}T02:${minutes}:00Z`,
  ...ended,
}));

const exportedConnection = (id: string, role: string) => ({
  id,
  name: `Redshift ${id}`,
  params: { accessKey: 'AKIAEXAMPLEEXAMPLE01', iamroleARN: `arn:aws:iam::123456789012:role/${role}` },
  labels: { accessKey: 'Access Key ID:', iamroleARN: 'IAM Role ARN' },
});

/** An export package as teams commit it: two tasks, each over a connection of its own. */
const exported = packageOf({
  connections: [exportedConnection('stage', 'redshift-stage'), exportedConnection('lake', 'lake')],
  tasks: [
    {
      id: '0100010Z00000000001A',
      name: 'nightly_load',
      endpoints: plainEndpoints.map((one) => ({ ...one, connection: 'stage' })),
    },
    {
      id: '0100010Z00000000001B',
      name: 'orders_daily',
      endpoints: plainEndpoints.map((one) => ({ ...one, connection: 'lake' })),
    },
  ],
});

/** The files of a package that is expanded, by their paths below a folder. */
function expandedFiles(content: typeof exported, below: string): [string, string][] {
  return Object.entries(content).flatMap(([path, file]) =>
    typeof file === 'string' || Buffer.isBuffer(file)
      ? [[`${below}/${path}`, file.toString()]]
      : expandedFiles(file, `${below}/${path}`),
  );
}

/** Three that ended well tell how long a task runs. */
const wellRuns = [27, 28, 29].map((night, index) => ({
  schemaVersion: '1',
  runId: `0100010Z00000000001B/${11 + index}`,
  task: { id: '0100010Z00000000001B', name: 'orders_daily' },
  startedAt: `2026-09-${night}T04:00:00Z`,
  endedAt: `2026-09-${night}T04:${40 + index}:00Z`,
  outcome: 'success',
}));

await putGenerated(
  new Map([
    [file('0630'), json({ Records: firstHalf })],
    // CloudTrail may deliver an event twice: the second file has the last record of the first one too.
    [file('0700'), json({ Records: [firstHalf.at(-1), ...secondHalf] })],
    [
      'docs/demo/orders-daily.json',
      json(patched(compliantSubmission, { submissionId: 'orders-2026-10-01' })),
    ],
    ['docs/demo/lake-export.json', json(blocked)],
    ['docs/demo/nightly-load.json', json(died)],
    ...expandedFiles(exported, 'docs/demo/export'),
    ['docs/demo/hour.jsonl', hourRuns.map((run) => `${JSON.stringify(run)}\n`).join('')],
    ['docs/demo/runs.jsonl', [...runs, ...wellRuns].map((run) => `${JSON.stringify(run)}\n`).join('')],
  ]),
);
