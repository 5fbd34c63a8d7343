import { ref, when } from '../intrinsics.ts';
import { allow, managedPolicy } from './iam.ts';

/** What every role has among its managed policies that reads or writes queues, topics or the table of the stack. */
export const usesKey = when('HasKmsKey', ref('KeyPolicy'));

/** The key of a topic. */
export const topicKey = when('HasKmsKey', ref('KmsKeyArn'), 'alias/aws/sns');

/** The use of the operator's key by SQS, SNS, DynamoDB and S3 for whoever calls them, and not by itself. */
export const keyPolicy = managedPolicy(
  [
    allow(
      [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      ref('KmsKeyArn'),
      { StringLike: { 'kms:ViaService': ['dynamodb.*', 's3.*', 'sns.*', 'sqs.*'] } },
    ),
  ],
  { Condition: 'HasKmsKey' },
);
