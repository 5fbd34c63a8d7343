import { alarm } from '../blocks/alarm.ts';
import { logGroup } from '../blocks/function-resources.ts';
import { allow, managedPolicy, policyDocument, role } from '../blocks/iam.ts';
import { usesKey } from '../blocks/key.ts';
import { ownMetric } from '../blocks/metrics.ts';
import { retained } from '../blocks/retained.ts';
import type { Chapter } from '../chapter.ts';
import { account, getAtt, partition, ref, sub, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import { because } from '../value.ts';
import { archiveSteps } from './archive-steps.ts';

const ofTrail = { Condition: 'HasTrailBucket' };
const trailBucket = sub`arn:${partition}:s3:::${ref('TrailBucketName')}`;
const archiveBucket = getAtt('ArchiveBucket.Arn');

const auditArchive: LambdaFunction = {
  name: 'AuditArchive',
  does: 'Reads log files of a trail, as they come and years of them, and has their records judged',
  memory: because('A core: decompression takes most of the time.', 1769),
  timeout: 900,
  disk: because('What is too large for memory is read from disk.', 10_240),
  queue: {
    name: 'Archive',
    rules: {
      LogFileRule: {
        description: 'Log files of CloudTrail that come into the bucket of the trail',
        state: when('HearsLogFiles', 'ENABLED', 'DISABLED'),
        pattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: {
            bucket: { name: [when('HasTrailBucket', ref('TrailBucketName'), 'none')] },
            reason: because('A copy of an old file, to another class or key, is no new one.', [
              { 'anything-but': 'CopyObject' },
            ]),
            object: {
              key: because('Digests and Insights are in other folders.', [
                { wildcard: '*AWSLogs/*/CloudTrail/*.json.gz' },
              ]),
            },
          },
        },
      },
    },
    batchSize: 10,
    batchingWindow: 5,
    maximumConcurrency: 10,
    outlasts: 4 * 3600,
    returnsAfter: because('A log file takes seconds: the timeout is for years of them.', 1),
    waiting: { seconds: 6 * 3600, means: 'Log files of the trail wait to be read' },
    deadLetters: because('What is in these files was judged by nobody yet: it outlives the stack.', {
      fromFunction: true,
      means: 'Log files of the trail, or records in them, were not read',
      output: 'Log files that could not be read whole',
    }),
  },
  environment: {
    TRAIL_BUCKET: ref('TrailBucketName'),
    ARCHIVE_BUCKET: when('HasTrailBucket', ref('ArchiveBucket'), ''),
    ARCHIVE_CONCURRENCY: ref('ArchiveConcurrency'),
    AUDIT_QUEUE_URL: ref('AuditQueue'),
    SESSION_QUEUE_URL: when('TracksSessions', ref('SessionQueue'), ''),
    PRINCIPAL_QUEUE_URL: because(
      'The changes of this account come by its own rule.',
      when('HasMembers', ref('PrincipalQueue'), ''),
    ),
  },
  policy: 'reads it',
  permissions: [
    because(
      'Records are handed to those who judge them.',
      allow('sqs:SendMessage', [
        getAtt('AuditQueue.Arn'),
        getAtt('SessionQueue.Arn'),
        getAtt('PrincipalQueue.Arn'),
      ]),
    ),
  ],
  managedPolicies: [
    ref('CoverageNotingPolicy'),
    when('HasTrailBucket', ref('TrailReadingPolicy')),
    when('HasTrailBucket', ref('ArchiveRunPolicy')),
    when('HasTrailKey', ref('TrailKeyPolicy')),
  ],
  alarms: {
    errors: 'Reading log files of the trail fails',
    throttles: 'Reading log files of the trail gets no execution',
    further: {
      ArchiveBatchesAlarm: alarm({
        means: 'An audit of the archive gave batches of log files up; its report names them',
        metric: ownMetric('BatchesGivenUp'),
      }),
      ArchiveMachineAlarm: alarm({
        means: 'An audit of the archive failed; it can be redriven',
        metric: {
          namespace: 'AWS/States',
          name: 'ExecutionsFailed',
          dimensions: { StateMachineArn: when('HasTrailBucket', ref('ArchiveMachine'), 'none') },
        },
      }),
    },
  },
  graphs: [
    {
      title: 'Log files',
      statistic: 'Sum',
      lines: ['LogFilesRead', 'RecordsHandedOver', 'BatchesGivenUp'].map((name) => ({
        metric: ownMetric(name),
      })),
    },
  ],
};

const machineRole = role({
  service: 'states.amazonaws.com',
  condition: { StringEquals: { 'aws:SourceAccount': account } },
  managedPolicies: [ref('TracingPolicy'), usesKey],
  policy: [
    'audit-archive',
    [
      allow('lambda:InvokeFunction', [getAtt('AuditArchive.Arn'), getAtt('JudgeArchive.Arn')]),
      because(
        'The lists of batches and slices.',
        allow('s3:GetObject', [
          sub`${archiveBucket}/runs/*/batches/*.json`,
          sub`${archiveBucket}/runs/*/slices/all.json`,
        ]),
      ),
      because(
        'What became of them.',
        allow(
          ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
          sub`${archiveBucket}/runs/*/results/*`,
        ),
      ),
      because(
        'Log delivery has no resources that a policy could name.',
        allow(
          [
            'logs:CreateLogDelivery',
            'logs:DeleteLogDelivery',
            'logs:DescribeLogGroups',
            'logs:DescribeResourcePolicies',
            'logs:GetLogDelivery',
            'logs:ListLogDeliveries',
            'logs:PutResourcePolicy',
            'logs:UpdateLogDelivery',
          ],
          '*',
        ),
      ),
      because(
        'Step Functions asks which executions to trace, Lambda by itself knows.',
        allow(['xray:GetSamplingRules', 'xray:GetSamplingTargets'], '*'),
      ),
    ],
  ],
});

export const archive: Chapter = {
  title: 'The archive: log file of a trail -> rule -> queue -> AuditArchive -> the queues of the others',
  says: prose`
    The bucket has to tell EventBridge of its objects, and is of this account and Region. Years of log files are read
    by a state machine, which is started by sts-warden audit --on-aws.`,
  resources: {
    ArchiveBucket: because('Parts and reports: parts can be made again, reports are to outlive the stack.', {
      Type: 'AWS::S3::Bucket',
      ...ofTrail,
      ...retained,
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: when('HasKmsKey', 'aws:kms', 'AES256'),
                KMSMasterKeyID: when('HasKmsKey', ref('KmsKeyArn')),
              },
              BucketKeyEnabled: when('HasKmsKey', true),
            },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'runs',
              Status: 'Enabled',
              Prefix: 'runs/',
              ExpirationInDays: ref('ArchiveRetentionDays'),
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      },
    }),
    ArchiveBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      ...ofTrail,
      Properties: {
        Bucket: ref('ArchiveBucket'),
        PolicyDocument: policyDocument([
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [archiveBucket, sub`${archiveBucket}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ]),
      },
    },
    TrailReadingPolicy: managedPolicy(
      [allow('s3:GetObject', sub`${trailBucket}/*`), allow('s3:ListBucket', trailBucket)],
      ofTrail,
    ),
    ArchiveRunPolicy: because(
      'What runs keep of their work.',
      managedPolicy(
        [
          allow(['s3:GetObject', 's3:PutObject'], sub`${archiveBucket}/runs/*`),
          because('Without it what is not there is denied.', allow('s3:ListBucket', archiveBucket)),
        ],
        ofTrail,
      ),
    ),
    TrailKeyPolicy: managedPolicy([allow('kms:Decrypt', ref('TrailKeyArn'))], { Condition: 'HasTrailKey' }),
    ArchiveMachine: {
      Type: 'AWS::StepFunctions::StateMachine',
      ...ofTrail,
      Properties: {
        StateMachineType: 'STANDARD',
        RoleArn: getAtt('ArchiveMachineRole.Arn'),
        DefinitionString: archiveSteps,
        LoggingConfiguration: {
          Level: 'ERROR',
          IncludeExecutionData: false,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: getAtt('ArchiveMachineLog.Arn') } }],
        },
        TracingConfiguration: { Enabled: when('Traces', true, false) },
      },
    },
    ArchiveMachineLog: because(
      'Of others the permissions of log delivery would be in a policy that holds few.',
      logGroup('archive-machine', ofTrail, '/aws/vendedlogs/states'),
    ),
    ArchiveMachineRole: { Type: 'AWS::IAM::Role', ...ofTrail, Properties: machineRole },
    ArchiveMachineOwnPolicy: because(
      'A Distributed Map starts executions of its own machine, which has to be there before it can be named.',
      {
        Type: 'AWS::IAM::RolePolicy',
        ...ofTrail,
        Properties: {
          RoleName: ref('ArchiveMachineRole'),
          PolicyName: 'own-executions',
          PolicyDocument: policyDocument([
            allow('states:StartExecution', ref('ArchiveMachine')),
            allow(
              ['states:DescribeExecution', 'states:RedriveExecution', 'states:StopExecution'],
              sub`arn:${partition}:states:${ref('AWS::Region')}:${account}:execution:${getAtt('ArchiveMachine.Name')}*`,
            ),
          ]),
        },
      },
    ),
  },
  lambda: auditArchive,
};
