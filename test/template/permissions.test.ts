import { describe, expect, it } from 'vitest';
import { memberActions } from '../../shared/aws/calls/member-iam.ts';
import { isObject } from '../../shared/json/value.ts';
import { grownTemplate } from '../support/template/grown.ts';
import {
  carriedOut,
  elsewhereInTheAccount,
  forwardingTemplate,
  listed,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
  type Template,
  target,
} from '../support/template/template.ts';

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Document {
  readonly Statement: readonly Statement[];
}

interface Policy {
  readonly PolicyDocument: Document;
}

interface Role {
  readonly AssumeRolePolicyDocument: Document;
  readonly ManagedPolicyArns?: readonly unknown[];
  readonly Policies?: readonly Policy[];
}

interface BusPolicy {
  readonly EventBusName: unknown;
  readonly Statement: Statement;
}

const source = await readTemplate(mainTemplate);
const topic = 'arn:aws:sns:eu-central-1:123456789012:findings';
const trailKey = 'arn:aws:kms:eu-central-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e';
const full = carriedOut(source, {
  ManageApiGatewayAccount: 'true',
  SecurityHubSink: 'true',
  AccessAnalyzerChecks: 'true',
  NotificationTopicArn: topic,
  TrailBucketName: 'org-trail',
  TrailKeyArn: trailKey,
});
const bare = carriedOut(source, { PolicyInAppConfig: 'false', ManageApiGatewayAccount: 'false' });
const forwarder = carriedOut(await readTemplate(forwardingTemplate), elsewhereInTheAccount);

const refreshRole = 'arn:aws:iam::123456789012:role/sts-warden-RefreshPrincipalsRole-1';
const inMember = {
  ...elsewhereInTheAccount,
  'AWS::AccountId': '111122223333',
  RefreshRoleArn: refreshRole,
};
const memberOf = async (parameters: object) =>
  carriedOut(await readTemplate(forwardingTemplate), { ...inMember, ...parameters });
const member = await memberOf({});

const policyConfiguration =
  'appconfig:Region:AccountId:application/PolicyApplication/environment/PolicyEnvironment/configuration/PolicyProfile';
const securityHubProduct = 'securityhub:Region:AccountId:product/AccountId/default';
const listing = 'WardenTable.Arn/index/Listing';
/** By which Step Functions has its log delivered (Step Functions Developer Guide, "Logging using CloudWatch Logs"). */
const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];
/** Actions for which AWS knows no resource that a policy could name. */
const unscopedActions = [
  'access-analyzer:CheckNoNewAccess',
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  ...logDelivery,
  'organizations:ListAccounts',
  'sts:GetAccessKeyInfo',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];
const tracing = { 'xray:PutTelemetryRecords': ['*'], 'xray:PutTraceSegments': ['*'] };
const users = 'iam::AccountId:user/*';
const roles = 'iam::AccountId:role/*';
const policies = ['iam::AccountId:policy/*', 'iam::aws:policy/*'];

/** What each role may do, all of it: action → resources. */
const intents: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  AuditCredentialRequestsRole: {
    'dynamodb:BatchGetItem': ['WardenTable', 'WardenTable'],
    // What was found, and from where records come.
    'dynamodb:PutItem': ['WardenTable', 'WardenTable'],
    'dynamodb:Query': [listing, 'WardenTable'],
    'events:PutEvents': ['EventBus'],
    'logs:CreateLogStream': ['AuditCredentialRequestsLog'],
    'logs:PutLogEvents': ['AuditCredentialRequestsLog'],
    'sqs:DeleteMessage': ['AuditQueue'],
    'sqs:GetQueueAttributes': ['AuditQueue'],
    'sqs:ReceiveMessage': ['AuditQueue'],
    'sqs:SendMessage': ['AuditDeadLetterQueue'],
    ...tracing,
  },
  CheckSubmissionRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    // Decisions.
    'dynamodb:GetItem': ['WardenTable'],
    // That a key is sought, that a proof was used, what was found and what was decided: each by its own keys.
    'dynamodb:PutItem': ['WardenTable', 'WardenTable', 'WardenTable', 'WardenTable'],
    // Decisions that went out, and the calls of a caller.
    'dynamodb:UpdateItem': ['WardenTable', 'WardenTable'],
    // Known runs.
    'dynamodb:Query': [listing],
    'events:PutEvents': ['EventBus'],
    'iam:GetRole': [roles],
    'logs:CreateLogStream': ['CheckSubmissionLog'],
    'logs:PutLogEvents': ['CheckSubmissionLog'],
    'sts:GetAccessKeyInfo': ['*'],
    ...tracing,
  },
  ReviewSubmissionRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    'dynamodb:GetItem': ['WardenTable'],
    'dynamodb:PutItem': ['WardenTable', 'WardenTable', 'WardenTable'],
    'dynamodb:UpdateItem': ['WardenTable'],
    // Known runs.
    'dynamodb:Query': [listing],
    'events:PutEvents': ['EventBus'],
    'iam:GetRole': [roles],
    'logs:CreateLogStream': ['ReviewSubmissionLog'],
    'logs:PutLogEvents': ['ReviewSubmissionLog'],
    'sqs:DeleteMessage': ['SubmissionQueue'],
    'sqs:GetQueueAttributes': ['SubmissionQueue'],
    'sqs:ReceiveMessage': ['SubmissionQueue'],
    'sqs:SendMessage': ['SubmissionDeadLetterQueue'],
    'sts:GetAccessKeyInfo': ['*'],
    ...tracing,
  },
  TrackSessionsRole: {
    // Sessions and runs, and findings, each by its own keys.
    'dynamodb:BatchGetItem': ['WardenTable', 'WardenTable'],
    // Where a run stood among those that go on.
    'dynamodb:DeleteItem': ['WardenTable'],
    'dynamodb:PutItem': ['WardenTable', 'WardenTable'],
    'dynamodb:Query': ['WardenTable'],
    'events:PutEvents': ['EventBus'],
    'iam:PassRole': ['ScheduleRole'],
    'logs:CreateLogStream': ['TrackSessionsLog'],
    'logs:PutLogEvents': ['TrackSessionsLog'],
    'scheduler:CreateSchedule': ['scheduler:Region:AccountId:schedule/ScheduleGroup/*'],
    'sqs:DeleteMessage': ['SessionQueue'],
    'sqs:GetQueueAttributes': ['SessionQueue'],
    'sqs:ReceiveMessage': ['SessionQueue'],
    'sqs:SendMessage': ['SessionDeadLetterQueue'],
    ...tracing,
  },
  RefreshPrincipalsRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    'dynamodb:PutItem': ['WardenTable'],
    'dynamodb:Query': ['WardenTable'],
    'events:PutEvents': ['EventBus'],
    'iam:GetAccountAuthorizationDetails': ['*'],
    'iam:GetAccountSummary': ['*'],
    'iam:GetPolicy': policies,
    'iam:GetPolicyVersion': policies,
    'iam:ListAccessKeys': [users],
    'logs:CreateLogStream': ['RefreshPrincipalsLog'],
    'logs:PutLogEvents': ['RefreshPrincipalsLog'],
    'sqs:DeleteMessage': ['PrincipalQueue'],
    'sqs:GetQueueAttributes': ['PrincipalQueue'],
    'sqs:ReceiveMessage': ['PrincipalQueue'],
    // One message for each member account.
    'sqs:SendMessage': ['PrincipalQueue'],
    ...tracing,
  },
  AnswerQueriesRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    'dynamodb:GetItem': ['WardenTable'],
    'dynamodb:Query': ['WardenTable', listing],
    'events:PutEvents': ['EventBus'],
    'logs:CreateLogStream': ['AnswerQueriesLog'],
    'logs:PutLogEvents': ['AnswerQueriesLog'],
    ...tracing,
  },
  NotifyFindingsRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    'dynamodb:DeleteItem': ['WardenTable'],
    'dynamodb:Query': ['WardenTable'],
    'dynamodb:UpdateItem': ['WardenTable'],
    'logs:CreateLogStream': ['NotifyFindingsLog'],
    'logs:PutLogEvents': ['NotifyFindingsLog'],
    'sqs:DeleteMessage': ['NotificationQueue'],
    'sqs:GetQueueAttributes': ['NotificationQueue'],
    'sqs:ReceiveMessage': ['NotificationQueue'],
    'sqs:SendMessage': ['NotificationDeadLetterQueue'],
    ...tracing,
  },
  WatchCoverageRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    'dynamodb:PutItem': ['WardenTable'],
    'dynamodb:Query': ['WardenTable'],
    'events:PutEvents': ['EventBus'],
    'logs:CreateLogStream': ['WatchCoverageLog'],
    'logs:PutLogEvents': ['WatchCoverageLog'],
    'sqs:DeleteMessage': ['CoverageQueue'],
    'sqs:GetQueueAttributes': ['CoverageQueue'],
    'sqs:ReceiveMessage': ['CoverageQueue'],
    ...tracing,
  },
  AuditArchiveRole: {
    'dynamodb:BatchGetItem': ['WardenTable'],
    'dynamodb:PutItem': ['WardenTable'],
    'events:PutEvents': ['EventBus'],
    'logs:CreateLogStream': ['AuditArchiveLog'],
    'logs:PutLogEvents': ['AuditArchiveLog'],
    'sqs:DeleteMessage': ['ArchiveQueue'],
    'sqs:GetQueueAttributes': ['ArchiveQueue'],
    'sqs:ReceiveMessage': ['ArchiveQueue'],
    'sqs:SendMessage': ['ArchiveDeadLetterQueue', 'AuditQueue', 'SessionQueue', 'PrincipalQueue'],
    ...tracing,
  },
  JudgeArchiveRole: {
    'logs:CreateLogStream': ['JudgeArchiveLog'],
    'logs:PutLogEvents': ['JudgeArchiveLog'],
    ...tracing,
  },
};
const readsPolicy = {
  'appconfig:GetLatestConfiguration': [policyConfiguration],
  'appconfig:StartConfigurationSession': [policyConfiguration],
};
/** What it reads first, it keeps: in the one item of the table that this is about. */
const keepsPolicy = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const importsFindings = { 'securityhub:BatchImportFindings': [securityHubProduct] };
/** What single roles may do besides, where it is switched on. */
const further: Readonly<Record<string, object>> = {
  RefreshPrincipalsRole: { 'access-analyzer:CheckNoNewAccess': ['*'] },
  NotifyFindingsRole: { 'sns:Publish': [topic] },
  AuditArchiveRole: {
    's3:GetObject': ['s3:::TrailBucketName/*', 'ArchiveBucket.Arn/runs/*'],
    's3:ListBucket': ['s3:::TrailBucketName', 'ArchiveBucket'],
    's3:PutObject': ['ArchiveBucket.Arn/runs/*'],
    'kms:Decrypt': [trailKey],
  },
  JudgeArchiveRole: {
    's3:GetObject': ['ArchiveBucket.Arn/runs/*'],
    's3:ListBucket': ['ArchiveBucket'],
    's3:PutObject': ['ArchiveBucket.Arn/runs/*'],
  },
};

/** Those that know no policy, and those that judge nothing by it. */
const withoutPolicy = ['NotifyFindingsRole', 'WatchCoverageRole', 'JudgeArchiveRole'];
const withoutFindings = ['AnswerQueriesRole', 'AuditArchiveRole', ...withoutPolicy];

describe.each(Object.entries(intents))('%s', (role, own) => {
  it('may do what its function does, and read the policy, import findings and ask others if it has to', () => {
    const expected = {
      ...own,
      ...(withoutPolicy.includes(role) ? {} : readsPolicy),
      ...(withoutFindings.includes(role) ? {} : importsFindings),
      ...further[role],
    };
    const grants = grantsOf(full, role);
    expect(withoutPolicy.includes(role) ? grants : withoutKeptPolicy(grants)).toEqual(expected);
  });

  it('may do what its function does, and nothing else, where the rest is off', () => {
    expect(grantsOf(bare, role)).toEqual(own);
  });

  it.each(['sts:AssumeRole', 'appconfig:StartDeployment', 'iam:PassRole', 'lambda:InvokeFunction'])(
    'may not call %s, unless that is its function',
    (action) => expect(grantsOf(full, role)[action]).toEqual(own[action]),
  );

  it('is of AWS Lambda', () => {
    expect(trusted(full, role)).toEqual([{ Service: 'lambda.amazonaws.com' }]);
  });
});

describe('the hook', () => {
  it('by itself writes nothing into the table but which proofs it used, and who called how often', () => {
    const { Policies = [] } = propertiesOf<Role>(full, 'CheckSubmissionRole');
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const writing = statements.filter(({ Action }) =>
      listed(Action).some((action) => ['dynamodb:PutItem', 'dynamodb:UpdateItem'].includes(action)),
    );
    expect(writing.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'proof#*' } },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'calls#*' } },
    ]);
  });
});

it('notifications reach findings, what was told of them, and what waits, and nothing else of the table', () => {
  const { Policies = [] } = propertiesOf<Role>(full, 'NotifyFindingsRole');
  const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const ofTable = statements.filter(({ Resource }) => target(Resource) === 'WardenTable');
  const under = (...keys: readonly string[]) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  });
  expect(ofTable.map(({ Action, Condition }) => [listed(Action), Condition])).toEqual([
    [['dynamodb:BatchGetItem'], under('finding#*', 'notice#*')],
    [['dynamodb:UpdateItem'], under('notice#*', 'digest')],
    [['dynamodb:DeleteItem', 'dynamodb:Query'], under('digest')],
  ]);
});

it('whoever reads the policy may keep it, and touch nothing else of the table by that', () => {
  const { Statement: statements } = propertiesOf<Policy>(full, 'PolicyReadingPolicy').PolicyDocument;
  const ofTable = statements.filter(({ Action }) =>
    listed(Action).some((action) => action.startsWith('dynamodb:')),
  );
  expect(ofTable).toEqual([
    {
      Effect: 'Allow',
      Action: keepsPolicy,
      Resource: { 'Fn::GetAtt': ['WardenTable', 'Arn'] },
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['policy'] } },
    },
  ]);
});

describe('the other roles', () => {
  it('are these, and no others', () => {
    const names = rolesOf(full);
    expect(names.filter((name) => !(name in intents))).toEqual([
      'ApiGatewayLogsRole',
      'TakeoverRole',
      'ScheduleRole',
      'ArchiveMachineRole',
      'PolicyMonitorRole',
    ]);
    const ofFunctions = rolesOf(bare).filter((name) => name !== 'ScheduleRole' && name !== 'TakeoverRole');
    expect(ofFunctions).toEqual(Object.keys(intents));
    expect(rolesOf(forwarder)).toEqual(['ForwardingRole']);
    expect(rolesOf(member)).toEqual(['ForwardingRole', 'MemberRole']);
  });

  it('let EventBridge Scheduler put what is due on the queue of TrackSessions, for this account alone', () => {
    const [statement] = propertiesOf<Role>(full, 'ScheduleRole').AssumeRolePolicyDocument.Statement;
    expect(grantsOf(full, 'ScheduleRole')).toEqual({
      'sqs:SendMessage': ['SessionQueue', 'SessionDeadLetterQueue'],
    });
    expect(statement).toMatchObject({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it('let the state machine invoke its functions and itself, and keep its lists in the folders of runs', () => {
    expect(grantsOf(full, 'ArchiveMachineRole')).toEqual({
      'lambda:InvokeFunction': ['AuditArchive', 'JudgeArchive'],
      's3:GetObject': [
        ...['batches/*.json', 'slices/all.json', 'results/*'].map(
          (name) => `ArchiveBucket.Arn/runs/*/${name}`,
        ),
      ],
      ...Object.fromEntries(
        ['AbortMultipartUpload', 'ListMultipartUploadParts', 'PutObject'].map((action) => [
          `s3:${action}`,
          ['ArchiveBucket.Arn/runs/*/results/*'],
        ]),
      ),
      ...Object.fromEntries(logDelivery.map((action) => [action, ['*']])),
      'xray:GetSamplingRules': ['*'],
      'xray:GetSamplingTargets': ['*'],
      ...tracing,
    });
    const { PolicyDocument: own, RoleName: name } = propertiesOf<Policy & { readonly RoleName: unknown }>(
      full,
      'ArchiveMachineOwnPolicy',
    );
    expect(target(name)).toBe('ArchiveMachineRole');
    expect(own.Statement).toMatchObject([
      { Action: 'states:StartExecution', Resource: { Ref: 'ArchiveMachine' } },
      {
        Action: ['states:DescribeExecution', 'states:RedriveExecution', 'states:StopExecution'],
        Resource: { 'Fn::Sub': expect.stringMatching(/:execution:\$\{ArchiveMachine\.Name\}/) },
      },
    ]);
  });

  it('let CodeDeploy shift the calls of the hook, by AWS’s own policy for that', () => {
    expect(propertiesOf<Role>(full, 'TakeoverRole').ManagedPolicyArns).toEqual([
      { 'Fn::Sub': expect.stringMatching(/:aws:policy\/service-role\/AWSCodeDeployRoleForLambdaLimited$/) },
    ]);
    expect(trusted(full, 'TakeoverRole')).toEqual([{ Service: 'codedeploy.amazonaws.com' }]);
  });

  it('let AppConfig look at alarms', () => {
    expect(grantsOf(full, 'PolicyMonitorRole')).toEqual({
      'cloudwatch:DescribeAlarms': ['cloudwatch:Region:AccountId:alarm:*'],
    });
    expect(trusted(full, 'PolicyMonitorRole')).toEqual([{ Service: 'appconfig.amazonaws.com' }]);
  });

  it('let API Gateway write its log, by the one policy of AWS’s that it takes', () => {
    expect(propertiesOf<Role>(full, 'ApiGatewayLogsRole').ManagedPolicyArns).toEqual([
      {
        'Fn::Sub': expect.stringMatching(/:aws:policy\/service-role\/AmazonAPIGatewayPushToCloudWatchLogs$/),
      },
    ]);
    expect(trusted(full, 'ApiGatewayLogsRole')).toEqual([{ Service: 'apigateway.amazonaws.com' }]);
  });

  it('let EventBridge forward to the receiving bus, for its rules', () => {
    const [statement] = propertiesOf<Role>(forwarder, 'ForwardingRole').AssumeRolePolicyDocument.Statement;
    expect(grantsOf(forwarder, 'ForwardingRole')).toEqual({
      'events:PutEvents': ['events:CentralRegion:CentralAccount:event-bus/CentralBusName'],
    });
    expect(trusted(forwarder, 'ForwardingRole')).toEqual([{ Service: 'events.amazonaws.com' }]);
    expect(statement?.Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': elsewhereInTheAccount['AWS::AccountId'] },
      ArnEquals: {
        'aws:SourceArn': [
          { 'Fn::Sub': expect.stringMatching(/:rule\/sts-warden-forward-credential-requests$/) },
          { 'Fn::Sub': expect.stringMatching(/:rule\/sts-warden-forward-expired-credentials$/) },
          { 'Fn::Sub': expect.stringMatching(/:rule\/sts-warden-forward-iam-changes$/) },
          { 'Fn::Sub': expect.stringMatching(/:rule\/sts-warden-forward-alarms$/) },
        ],
      },
    });
  });
});

describe('the role by which a member account is read', () => {
  it('may read what principals may do, and nothing else', () => {
    expect(grantsOf(member, 'MemberRole')).toEqual({
      'iam:GetAccountAuthorizationDetails': ['*'],
      'iam:GetAccountSummary': ['*'],
      'iam:GetPolicy': policies,
      'iam:GetPolicyVersion': policies,
      'iam:ListAccessKeys': [users],
    });
    expect(Object.keys(grantsOf(member, 'MemberRole')).sort()).toEqual([...memberActions].sort());
    expect(propertiesOf<Role>(member, 'MemberRole').ManagedPolicyArns).toBeUndefined();
  });

  it('trusts the role of the refresh, and nobody else', () => {
    const { RoleName, AssumeRolePolicyDocument: trust } = propertiesOf<Role & { readonly RoleName: string }>(
      member,
      'MemberRole',
    );
    expect(RoleName).toBe(source.Parameters.MemberRoleName?.Default);
    expect(trust.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Sub': expect.stringMatching(/:iam::\$\{CentralAccount\}:root$/) } },
        Action: 'sts:AssumeRole',
        Condition: { ArnEquals: { 'aws:PrincipalArn': refreshRole } },
      },
    ]);
  });

  it.each<[string, object]>([
    ['the account of the stack, which is read without it', { 'AWS::AccountId': '123456789012' }],
    ['a further Region, where IAM has the name already', { 'AWS::Region': 'eu-west-1' }],
    ['an account that nobody is to read', { RefreshRoleArn: '' }],
  ])('is not in %s', async (_, parameters) => {
    expect(rolesOf(await memberOf(parameters))).toEqual(['ForwardingRole']);
  });

  it.each<[string, object]>([
    ['of those accounts that are named', { StringEquals: { 'aws:ResourceAccount': expect.anything() } }],
    ['of the organization', { StringEquals: { 'aws:ResourceOrgID': `$\{aws:PrincipalOrgID}` } }],
  ])('is assumed by the refresh alone, in accounts %s', (name, Condition) => {
    const isOrganization = name.endsWith('organization');
    const reading = carriedOut(source, { MemberAccounts: isOrganization ? 'organization' : '111122223333' });
    expect(propertiesOf<Policy>(reading, 'MemberReadingPolicy').PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: { 'Fn::Sub': expect.stringMatching(/:iam::\*:role\/\$\{MemberRoleName\}$/) },
        Condition,
      },
    ]);
    const grants = { 'sts:AssumeRole': ['iam::*:role/MemberRoleName'] };
    const listing = isOrganization && { 'organizations:ListAccounts': ['*'] };
    const all = grantsOf(reading, 'RefreshPrincipalsRole');
    expect(all).toMatchObject({ ...grants, ...listing });
    expect('organizations:ListAccounts' in all).toBe(isOrganization);
    // CodeDeploy's has AWS's own policy alone, which assumes no role.
    const others = rolesOf(reading).filter((one) => !['RefreshPrincipalsRole', 'TakeoverRole'].includes(one));
    for (const role of others) expect(grantsOf(reading, role)['sts:AssumeRole']).toBeUndefined();
  });
});

describe.each([
  ['template.yaml', full],
  ['the forwarder', forwarder],
  ['the forwarder in a member account', member],
  ['template.yaml for an organization', carriedOut(source, { MemberAccounts: 'organization' })],
  ['a template with a further function', carriedOut(grownTemplate())],
])('every policy in %s', (_, template) => {
  const statements = statementsIn(template.Resources);

  it('allows no action by a wildcard', () => {
    const allowed = statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => listed(Action));
    expect(allowed.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('names its resources, where AWS knows some', () => {
    const everywhere = statements.filter(({ Resource }) => listed(Resource).includes('*'));
    expect(everywhere.flatMap(({ Action }) => listed(Action)).filter(unknownToAws)).toEqual([]);
  });

  it('allows everybody something on conditions only', () => {
    const open = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && Principal === '*');
    expect(open.filter(({ Condition }) => Condition === undefined)).toEqual([]);
  });
});

describe('the receiving bus', () => {
  const forwarded = {
    StringEquals: {
      'events:detail-type': ['AWS API Call via CloudTrail', 'CloudWatch Alarm State Change'],
    },
    'ForAllValues:StringLike': { 'events:source': 'aws.*' },
  };
  const policies = (parameters: Record<string, string>) =>
    ofType<BusPolicy>(carriedOut(source, parameters), 'AWS::Events::EventBusPolicy')
      .map(({ properties }) => properties)
      .filter(({ EventBusName }) => target(EventBusName) === 'ReceivingBus');

  it('takes nothing of other accounts by default', () => {
    expect(policies({})).toEqual([]);
  });

  it('takes records of the accounts named', () => {
    expect(policies({ ForwardingAccounts: '111122223333,444455556666' })).toEqual([
      expect.objectContaining({
        EventBusName: { Ref: 'ReceivingBus' },
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Split': [',', '111122223333,444455556666'] } },
          Action: 'events:PutEvents',
          Resource: { 'Fn::GetAtt': ['ReceivingBus', 'Arn'] },
          Condition: forwarded,
        },
      }),
    ]);
  });

  it('takes records of the organization named', () => {
    const [policy, ...more] = policies({ ForwardingOrganization: 'o-a1b2c3d4e5' });
    expect(more).toEqual([]);
    expect(policy?.Statement).toEqual({
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: { 'Fn::GetAtt': ['ReceivingBus', 'Arn'] },
      Condition: {
        ...forwarded,
        StringEquals: { ...forwarded.StringEquals, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      },
    });
  });

  it('has its statements put one after the other: they are of one policy', () => {
    const both = { ForwardingAccounts: '111122223333', ForwardingOrganization: 'o-a1b2c3d4e5' };
    const last = (given: Readonly<Record<string, string>>) =>
      carriedOut(source, given).Resources.ForwardingOrganizationPolicy;
    expect(last(both)).toHaveProperty('Metadata.After', { Ref: 'ForwardingAccountsPolicy' });
    expect(last({ ...both, ForwardingAccounts: '' })).toHaveProperty('Metadata.After', 'nothing');
  });

  it('has the name that the forwarder sends to', async () => {
    expect(propertiesOf(full, 'ReceivingBus').Name).toEqual({
      'Fn::Sub': expect.stringMatching(/^\$\{EventBusName\}-received$/),
    });
    const { CentralBusName: name } = (await readTemplate(forwardingTemplate)).Parameters;
    expect(name?.Default).toBe(`${source.Parameters.EventBusName?.Default}-received`);
  });
});

/** Without what is granted on the kept policy alone. */
function withoutKeptPolicy(grants: Record<string, string[]>): Record<string, string[]> {
  const left = keepsPolicy.map((action) => [action, grants[action]?.slice(0, -1) ?? []] as const);
  const others = { ...grants, ...Object.fromEntries(left) };
  return Object.fromEntries(Object.entries(others).filter(([, resources]) => resources.length > 0));
}

function rolesOf(template: Template): string[] {
  return ofType(template, 'AWS::IAM::Role').map(({ name }) => name);
}

function trusted(template: Template, name: string): unknown[] {
  return propertiesOf<Role>(template, name).AssumeRolePolicyDocument.Statement.map(
    ({ Principal }) => Principal,
  );
}

/** All that a role's own policies and the stack's managed ones allow: action → resources. */
function grantsOf(template: Template, name: string): Record<string, string[]> {
  const { Policies: inline = [], ManagedPolicyArns: managed = [] } = propertiesOf<Role>(template, name);
  const attached = managed.map((arn) => propertiesOf<Policy>(template, target(arn)));
  const statements = [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const grants: Record<string, string[]> = {};
  for (const { Action, Resource } of statements) {
    for (const action of listed(Action)) {
      grants[action] = [...(grants[action] ?? []), ...listed(Resource).map(resourceName)];
    }
  }
  return grants;
}

/** A resource of the stack by its logical id; of another, its ARN after the partition, parameters by their names. */
function resourceName(resource: unknown): string {
  const arn = isObject(resource) ? resource['Fn::Sub'] : undefined;
  if (typeof arn !== 'string') return target(resource) ?? String(resource);
  return arn.replaceAll(/\$\{(?:AWS::)?([\w.]+)\}/g, '$1').replace(/^arn:Partition:/, '');
}

function unknownToAws(action: string): boolean {
  return !unscopedActions.includes(action);
}

function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isObject(value)) return [];
  const own = 'Effect' in value ? [value as unknown as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
