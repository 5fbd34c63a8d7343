import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

export const account = '123456789012';
export const region = 'us-east-1';

/** All that the SDK is to know of its surroundings, in a test as in a function. Keys that open nothing. */
export const sdkEnvironment = {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE99',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The tests' own way to AWS's APIs, beside the functions' one. */
export interface Clients {
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly dynamoDb: DynamoDBClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly scheduler: SchedulerClient;
}

export function clients(endpoint: string): Clients {
  const options = clientOptions(endpoint);
  return {
    events: new EventBridgeClient(options),
    sqs: new SQSClient(options),
    dynamoDb: new DynamoDBClient(options),
    iam: new IAMClient(options),
    sts: new STSClient(options),
    scheduler: new SchedulerClient(options),
  };
}

/** What makes a client of the SDK go to an endpoint, whatever the surroundings say. */
export function clientOptions(endpoint: string) {
  const credentials = {
    accessKeyId: sdkEnvironment.AWS_ACCESS_KEY_ID,
    secretAccessKey: sdkEnvironment.AWS_SECRET_ACCESS_KEY,
  };
  return { endpoint, region, credentials };
}
