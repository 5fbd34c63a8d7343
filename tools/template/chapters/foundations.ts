import { listedAttributes, listingIndex } from '../../../shared/aws/records/listing-items.ts';
import { allow, managedPolicy } from '../blocks/iam.ts';
import { keyPolicy } from '../blocks/key.ts';
import { retained } from '../blocks/retained.ts';
import type { Chapter } from '../chapter.ts';
import { account, getAtt, partition, ref, region, sub, when } from '../intrinsics.ts';
import { prose } from '../prose.ts';
import { because, type Value } from '../value.ts';

export const securityHubProduct = sub`arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

const application = sub`application/${ref('PolicyApplication')}`;
const configuration = sub`environment/${ref('PolicyEnvironment')}/configuration/${ref('PolicyProfile')}`;
const policyConfiguration = sub`arn:${partition}:appconfig:${region}:${account}:${application}/${configuration}`;

/** What a table is that the stack works with: whoever brings one has to have it so. */
export const tableShape = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'listing', AttributeType: 'S' },
    { AttributeName: 'listed', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    because('Violations by month, and findings, newest last: docs/api.md.', {
      IndexName: listingIndex,
      KeySchema: [
        { AttributeName: 'listing', KeyType: 'HASH' },
        { AttributeName: 'listed', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...listedAttributes] },
    }),
  ],
} satisfies Value;

export const foundations: Chapter = {
  title: 'What the functions share',
  resources: {
    EventBus: { Type: 'AWS::Events::EventBus', Properties: { Name: ref('EventBusName') } },
    WardenTable: because(
      prose`
        What is known of principals' access could be read anew, but not since when they have it: the next
        refresh would know of no change. So the table outlives the stack.`,
      {
        Type: 'AWS::DynamoDB::Table',
        ...retained,
        Properties: {
          ...tableShape,
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: because(
            'By default by the key that AWS manages, which asks nobody for permissions of its own.',
            {
              SSEEnabled: true,
              SSEType: when('HasKmsKey', 'KMS'),
              KMSMasterKeyId: when('HasKmsKey', ref('KmsKeyArn')),
            },
          ),
        },
      },
    ),
    TracingPolicy: because(
      'X-Ray has no resources that a policy could name.',
      managedPolicy([allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*')]),
    ),
    KeyPolicy: keyPolicy,
    SubmissionFactsPolicy: because(
      prose`
        Whose access keys a submission names, what their owners may do, and how its task ran: of IAM itself is
        asked here how long a role may be assumed, and all else by the refresh. sts:GetAccessKeyInfo is asked about
        a key alone, which is no resource that a policy could name. Of the table may be written that a key is
        sought, and not whose it is.`,
      managedPolicy([
        allow('sts:GetAccessKeyInfo', '*'),
        allow('iam:GetRole', sub`arn:${partition}:iam::${account}:role/*`),
        allow('dynamodb:BatchGetItem', getAtt('WardenTable.Arn')),
        allow('dynamodb:Query', sub`${getAtt('WardenTable.Arn')}/index/Listing`),
        {
          ...allow('dynamodb:PutItem', getAtt('WardenTable.Arn')),
          Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['sought#*'] } },
        },
      ]),
    ),
    RecordKeepingPolicy: because(
      'What was found is put into the table, and nothing else by this.',
      managedPolicy([
        {
          ...allow('dynamodb:PutItem', getAtt('WardenTable.Arn')),
          Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['violation#*', 'finding#*'] } },
        },
      ]),
    ),
    CoverageNotingPolicy: because(
      'From where records come is noted in the table.',
      managedPolicy([
        {
          ...allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], getAtt('WardenTable.Arn')),
          Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['coverage'] } },
        },
      ]),
    ),
    DecisionKeepingPolicy: because(
      'A decision is kept before it goes out, and is found again by the ids of its submission.',
      managedPolicy([
        {
          ...allow(
            ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
            getAtt('WardenTable.Arn'),
          ),
          Condition: {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['decision#*', 'submission#*'] },
          },
        },
      ]),
    ),
    PolicyReadingPolicy: managedPolicy(
      [
        allow(
          ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
          policyConfiguration,
        ),
        because('Whoever reads it first keeps it. No other item of the table can be reached by this.', {
          ...allow(
            ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
            getAtt('WardenTable.Arn'),
          ),
          Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['policy'] } },
        }),
      ],
      { Condition: 'HasPolicyInAppConfig' },
    ),
    SecurityHubPolicy: managedPolicy([allow('securityhub:BatchImportFindings', securityHubProduct)], {
      Condition: 'HasSecurityHubSink',
    }),
  },
};
