import { prose } from '../prose.ts';
import { because, type Value } from '../value.ts';
import { takeovers } from './takeovers.ts';

const accountList = /^(\d{12}(,\d{12})*)?$/.source;
const principalArn = /arn:[\w-]+:iam::\d{12}:(user|role)\/[\w+=.@/-]+/.source;
const principalList = `^(${principalArn}(,${principalArn})*)?$`;
const readerArn = /arn:[\w-]+:iam::[\d*]+:(?:user|role)\/[\w+=.@/*-]+/.source;
const readerList = `^(${readerArn}(,${readerArn})*)?$`;
/** What stands for all accounts of the organization. */
export const wholeOrganization = 'organization';
/** Also the forwarder's. */
export const memberRoleName: Value = {
  Type: 'String',
  Default: 'sts-warden-principals',
  AllowedPattern: /^[\w+=,.@-]{1,64}$/.source,
  Description:
    'Name of the role by which the principals of a member account are read, the same in all of them',
};
/** Also the forwarder's. */
export const topicArn = /^(arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+)?$/.source;

/** What a platform team puts roles and data under. Also the forwarder's. */
export const ofThePlatform: Readonly<Record<string, Value>> = {
  RolePath: {
    Type: 'String',
    Default: '/',
    AllowedPattern: /^\/([\w+=,.@-]+\/)*$/.source,
    MaxLength: 512,
    Description: 'Path of the roles and managed policies that this makes; it begins and ends with a slash',
  },
  PermissionsBoundaryName: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^([\w+=,.@-]+(\/[\w+=,.@-]+)*)?$/.source,
    Description: prose`
      Managed policy, with its path (platform/boundary), of the account that this is deployed to: the permissions boundary
      of all roles that this makes; empty for none`,
  },
  KmsKeyArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^(arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+)?$/.source,
    Description: prose`
      Symmetric key of this Region in AWS KMS that encrypts what is kept here, in place of the keys that AWS manages.
      docs/deploy.md says what its policy has to allow`,
  },
};

function flag(isOn: boolean, description: string): Value {
  return {
    Type: 'String',
    Default: String(isOn),
    AllowedValues: ['true', 'false'],
    Description: description,
  };
}

/** What an operator sets with a deployment. A parameter that is empty sets nothing. */
export const parameters: Readonly<Record<string, Value>> = {
  EventBusName: {
    Type: 'String',
    Default: 'sts-warden',
    AllowedPattern: /^[\w.-]{1,240}$/.source,
    Description: prose`
        Name of the bus that findings and decisions are published on, and submissions come in by. The bus that
        takes CloudTrail records of other accounts and Regions has this name and -received.`,
  },
  SubmissionSource: {
    Type: 'String',
    Default: '',
    Description: 'An event source whose submissions are reviewed too, besides all that end in .mapping',
  },
  SubmissionSenders: because("It stands twice in the bus's policy, which holds 10 KB.", {
    Type: 'String',
    Default: '',
    AllowedPattern: principalList,
    MaxLength: 2000,
    Description: prose`
        IAM users and roles (ARNs, comma-separated) that may put submissions and runs on the bus, and need no
        permission of their own for it. A session is its role. Empty, nobody may.`,
  }),
  FurtherAccounts: {
    Type: 'String',
    Default: '',
    AllowedPattern: accountList,
    Description: prose`
        Accounts (12 digits, comma-separated) whose principals may call the hook besides those of this
        account. AWS wants them to have execute-api:Invoke in their own policies as well.`,
  },
  VpcEndpointIds: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^(vpce-[0-9a-f]{8,17}(,vpce-[0-9a-f]{8,17})*)?$/.source,
    Description: prose`
        Interface endpoints for execute-api (comma-separated), by which alone the API can be called. Empty, it is
        called over the internet as well`,
  },
  ForwardingAccounts: {
    Type: 'String',
    Default: '',
    AllowedPattern: accountList,
    Description: prose`
        Accounts (12 digits, comma-separated) that may forward CloudTrail records to the receiving bus. This
        account needs no mention, in whatever Region.`,
  },
  ForwardingOrganization: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^(o-[a-z0-9]{10,32})?$/.source,
    Description:
      'Organization (o-...) all of whose accounts may forward CloudTrail records to the receiving bus',
  },
  MemberAccounts: {
    Type: 'String',
    Default: '',
    AllowedPattern: `^(${wholeOrganization}|\\d{12}(,\\d{12})*)?$`,
    Description: prose`
        Accounts (12 digits, comma-separated) the principals of which are read besides those of this account, by the
        role that docs/deploy/forward-sts-events.yaml makes there; organization for all accounts of this one's, where
        this is the management account or that of a delegated administrator; empty for none`,
  },
  MemberRoleName: memberRoleName,
  PolicyInAppConfig: flag(
    true,
    prose`
      true reads the policy from AWS AppConfig, where an operator sets it without a deployment of the stack;
      false keeps to the defaults`,
  ),
  SecurityHubSink: flag(
    false,
    prose`
      true imports findings into Security Hub CSPM too, as findings of this account; it must be enabled in
      this Region`,
  ),
  TrailBucketName: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/.source,
    Description: prose`
        The bucket, of this account and Region, into which a trail puts its log files. Empty, no log files are read.`,
  },
  TrailKeyArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^(arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+)?$/.source,
    Description: 'The AWS KMS key that the log files are encrypted with, where there is one',
  },
  AuditNewLogFiles: flag(
    true,
    'Whether log files are audited as they come into the bucket; without TrailBucketName none are',
  ),
  ArchiveConcurrency: {
    Type: 'Number',
    Default: 100,
    MinValue: 1,
    MaxValue: 10_000,
    Description: prose`
        Executions at once while years of log files are read and judged: others of this account have what is left`,
  },
  ArchiveJudgingMemory: {
    Type: 'Number',
    Default: 3008,
    AllowedValues: [3008, 10_240],
    Description: prose`
        Megabytes of memory for judging years of log files: the larger holds three times as many records and
        violations at once, and an account may have to ask AWS for it`,
  },
  ArchiveRetentionDays: {
    Type: 'Number',
    Default: 400,
    MinValue: 7,
    MaxValue: 3653,
    Description: 'Days that reports on years of log files are kept, and the parts that they were made of',
  },
  SessionTracking: flag(
    true,
    'Whether runs are joined with their sessions: warnings before credentials expire, verdicts when runs end',
  ),
  RunSettleSeconds: {
    Type: 'Number',
    Default: 900,
    MinValue: 0,
    MaxValue: 86_400,
    Description: prose`
        Seconds after a run's end at which it is judged: as long as CloudTrail takes to deliver the records of its
        sessions`,
  },
  CoverageSilenceHours: {
    Type: 'Number',
    Default: 24,
    MinValue: 1,
    MaxValue: 720,
    Description: prose`
        Hours without a record from an account and Region that are never told as a loss; where longer silences are
        usual, those are not either`,
  },
  NotificationTopicArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^(arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256})?$/.source,
    Description:
      'Topic of Amazon SNS by which people hear of findings: critical and high ones at once, the others once a day',
  },
  FindingsEmail: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^([^@\s]+@[^@\s]+)?$/.source,
    Description: prose`
      E-mail address that hears of findings, once its owner has confirmed it: by NotificationTopicArn or, where that is
      empty, by a topic that the stack makes`,
  },
  CheckReservedConcurrency: {
    Type: 'Number',
    Default: 0,
    MinValue: 0,
    Description: 'Executions kept free for the hook, which blocks tasks while it cannot run; 0 keeps none',
  },
  HookTakeover: {
    Type: 'String',
    Default: 'Canary10Percent5Minutes',
    AllowedValues: takeovers,
    Description: prose`
        How a new version of the hook takes over the calls: back where its alarms ring, or all at once, whatever rings`,
  },
  DecisionValidSeconds: {
    Type: 'Number',
    Default: 900,
    MinValue: 60,
    MaxValue: 86400,
    Description: 'Seconds for which a decision of the hook holds, and answers the same submission again',
  },
  CallsOfACaller: {
    Type: 'Number',
    Default: 120,
    MinValue: 1,
    Description:
      'Calls of the hook in a minute that one caller may make, and as many dry runs; more are refused',
  },
  DryRuns: {
    Type: 'Number',
    Default: 300,
    MinValue: 1,
    Description: 'Dry runs in a minute that all callers together may make',
  },
  QueryReservedConcurrency: {
    Type: 'Number',
    Default: 0,
    MinValue: 0,
    Description: prose`
        Executions that answer queries at most, and that are kept free for it; 0 keeps none and sets no bound`,
  },
  Readers: because(
    'The hook makes a policy of all its settings, the description of which holds 1000 characters.',
    {
      Type: 'String',
      Default: '',
      AllowedPattern: readerList,
      MaxLength: 600,
      Description: prose`
        Who may read violations, findings, and the decisions on submissions of others: ARNs of IAM users and roles,
        comma-separated, with * for any text; empty for nobody`,
    },
  ),
  RecordRetentionDays: {
    Type: 'Number',
    Default: 400,
    MinValue: 1,
    MaxValue: 3653,
    Description: 'Days that violations, findings and decisions are kept in the table',
  },
  AuditMaximumConcurrency: {
    Type: 'Number',
    Default: 10,
    MinValue: 2,
    MaxValue: 1000,
    Description: 'Executions that a flood of CloudTrail records can take up at most',
  },
  PrincipalRefreshRate: because(
    'Between two refreshes RefreshSilenceAlarm has to stay quiet: less than a day.',
    {
      Type: 'String',
      Default: 'rate(6 hours)',
      AllowedPattern: /^rate\((1 hour|([2-9]|1\d|2[0-3]) hours|[1-5]\d minutes)\)$/.source,
      ConstraintDescription: 'a rate of 10 to 59 minutes, rate(1 hour), or one of 2 to 23 hours',
      Description: prose`
        How often the policies of all principals are read, besides after each change in IAM: rate(10 minutes)
        to rate(23 hours)`,
    },
  ),
  SnapshotMaxAgeSeconds: {
    Type: 'Number',
    Default: 86_400,
    MinValue: 3600,
    Description: prose`
        Seconds after which what was read of a principal's policies says nothing any more, and G1 is
        undecided; longer than PrincipalRefreshRate`,
  },
  AccessAnalyzerChecks: flag(
    false,
    prose`
      true asks IAM Access Analyzer, for money, about each policy of a requester that gains access, and
      reports its answer beside ours`,
  ),
  Architecture: {
    Type: 'String',
    Default: 'arm64',
    AllowedValues: ['arm64', 'x86_64'],
    Description: 'Processors that the functions run on; arm64 costs a fifth less',
  },
  Tracing: flag(true, 'Whether functions and API send traces to AWS X-Ray, which costs more than all else'),
  LogLevel: because(
    prose`
      Lambda drops lines below the level, and takes those without one for INFO: the lines that carry the
      metrics.`,
    {
      Type: 'String',
      Default: 'INFO',
      AllowedValues: ['DEBUG', 'INFO'],
      Description: "Level of the functions' logs",
    },
  ),
  LogRetentionDays: {
    Type: 'Number',
    Default: 90,
    AllowedValues: [
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ],
    Description: 'Days that the logs of the functions and of the API are kept',
  },
  AlarmTopicArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: topicArn,
    Description: 'SNS topic that alarms notify; empty for none',
  },
  CriticalAlarmTopicArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: topicArn,
    Description:
      'SNS topic that is notified where critical alarms ring, once where many ring together; empty for none',
  },
  ManageApiGatewayAccount: flag(
    false,
    prose`
      API Gateway writes access logs only where the account names a role for it in this Region. true sets one
      in place of any that is there, and leaves it behind when the stack goes; false where the account has one.`,
  ),
  ...ofThePlatform,
};
