import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type Message } from '@aws-sdk/client-sqs';
import { exampleLogFile, exampleTrail } from '../../shared/examples/archive-cases.ts';
import { type DeliveredEvent, subscribe } from '../../test/support/aws-stack/bus.ts';
import { type Clients, clientOptions, clients } from '../../test/support/aws-stack/clients.ts';
import { createExampleAccount } from '../../test/support/aws-stack/example-account.ts';
import { listExampleKeys } from '../../test/support/aws-stack/example-keys.ts';
import { startMoto } from '../../test/support/aws-stack/moto-server.ts';
import { takeAll } from '../../test/support/aws-stack/queue.ts';
import { succeed } from './command.ts';
import { containerHost } from './container-host.ts';
import { readTemplate } from './templates.ts';

/** A message that a function set aside. */
interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** What the table says of a principal. */
interface Snapshot {
  readonly arn: string;
  readonly hasAccess: boolean | null;
  readonly takenAt: string;
}

/** What functions left behind. */
export interface Traces {
  readonly published: readonly DeliveredEvent[];
  readonly deadLetters: readonly DeadLetter[];
  /** Records that came in log files, as events. */
  readonly handedOver: readonly DeliveredEvent[];
  /** Subjects of what people were told. */
  readonly told: readonly string[];
  /** All that there are, whenever they were taken. */
  readonly snapshots: readonly Snapshot[];
}

/** An AWS of its own on this machine, as far as the functions need one. */
export interface LocalAws {
  /** Where clients of this process find it. */
  readonly url: string;
  /** IAM as this process changes it. */
  readonly iam: Clients['iam'];
  /** Amazon S3, with the bucket of a trail and that of audits of it. */
  readonly s3: S3Client;
  /** The variables by which a function in a container finds it. */
  readonly variables: Readonly<Record<string, string>>;
  /** What functions published and set aside since it was last taken. */
  take(): Promise<Traces>;
  stop(): Promise<void>;
}

const tableName = 'warden-table';
const scheduleGroup = 'schedules';

/**
 * Starts a moto_server with the bus and the table of the template, a subscriber to this project's events, a dead-letter
 * queue, a topic for people, and the account of `events/authorization-details.json`; on a port, or any that is free.
 */
export async function startLocalAws(wanted = 0): Promise<LocalAws> {
  const { eventBusName, table } = await readTemplate();
  const host = await containerHost();
  await succeed('tools/moto/install.sh', [], { echo: process.stderr });
  const { url, port, stop } = await startMoto({ host: host.address, port: wanted });
  const { events, sqs, dynamoDb, iam, scheduler } = clients(url);
  await scheduler.send(new CreateScheduleGroupCommand({ Name: scheduleGroup }));
  await events.send(new CreateEventBusCommand({ Name: eventBusName }));
  const takePublished = await subscribe({ events, sqs }, eventBusName);
  const { QueueUrl: deadLetters = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'dead-letters' }),
  );
  const { QueueUrl: handedOver = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: credentialRequests }),
  );
  const s3 = new S3Client({ ...clientOptions(url), forcePathStyle: true });
  for (const Bucket of Object.values(buckets)) await s3.send(new CreateBucketCommand({ Bucket }));
  const { bucket: Bucket, key: Key } = exampleTrail;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: exampleLogFile }));
  await dynamoDb.send(new CreateTableCommand({ TableName: tableName, ...table }));
  const { topicArn, takeTold } = await topicWithReader(url, sqs);
  await createExampleAccount(iam);
  await listExampleKeys(dynamoDb, tableName);
  return {
    url,
    iam,
    s3,
    variables: functionVariables(`http://${host.name}:${port}`, {
      EVENT_BUS_NAME: eventBusName,
      DEAD_LETTER_QUEUE_URL: deadLetters.replace(host.address, host.name),
      TABLE_NAME: tableName,
      AUDIT_QUEUE_URL: handedOver.replace(host.address, host.name),
      NOTIFICATION_TOPIC_ARN: topicArn,
    }),
    take: async () => ({
      published: await takePublished(),
      deadLetters: (await takeAll(sqs, deadLetters)).map(deadLetterOf),
      told: await takeTold(),
      handedOver: (await takeAll(sqs, handedOver)).map(({ Body = '' }) => JSON.parse(Body)),
      snapshots: await snapshotsIn(dynamoDb),
    }),
    stop,
  };
}

const credentialRequests = 'credential-requests';
/** The bucket of a trail, and that in which audits of it keep their work. */
const buckets = { trail: exampleTrail.bucket, archive: 'example-archive' };

/** The variables of a function whose AWS is at an endpoint. moto knows no AppConfig that could be asked for a policy. */
export function functionVariables(
  endpoint: string,
  names = {
    EVENT_BUS_NAME: 'none',
    DEAD_LETTER_QUEUE_URL: `${endpoint}/123456789012/none`,
    TABLE_NAME: 'none',
    AUDIT_QUEUE_URL: `${endpoint}/123456789012/none`,
    NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:none',
  },
) {
  // Whoever invokes functions here is told everything.
  const readers = { READERS: 'arn:aws:iam::*:*' };
  const schedules = {
    SCHEDULE_GROUP: scheduleGroup,
    SCHEDULE_QUEUE_ARN: 'arn:aws:sqs:us-east-1:123456789012:sessions',
    SCHEDULE_DEAD_LETTER_ARN: 'arn:aws:sqs:us-east-1:123456789012:dead-letters',
    SCHEDULE_ROLE_ARN: 'arn:aws:iam::123456789012:role/schedules',
  };
  return {
    AWS_ENDPOINT_URL: endpoint,
    ACCOUNT_ID: '123456789012',
    POLICY_PROFILE: '',
    TRAIL_BUCKET: buckets.trail,
    ARCHIVE_BUCKET: buckets.archive,
    SESSION_QUEUE_URL: '',
    ...readers,
    ...schedules,
    ...names,
  };
}

/** A topic of Amazon SNS, and a queue that gets what is published to it. */
async function topicWithReader(url: string, sqs: Clients['sqs']) {
  const sns = new SNSClient(clientOptions(url));
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'findings' }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'people' }));
  const Endpoint = topicArn.replace(':sns:', ':sqs:').replace(/[^:]*$/, 'people');
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
  const takeTold = async () =>
    (await takeAll(sqs, QueueUrl)).map(({ Body = '{}' }): string => JSON.parse(Body).Subject);
  return { topicArn, takeTold };
}

function deadLetterOf({ Body: body = '', MessageAttributes: attributes = {} }: Message): DeadLetter {
  const named = Object.entries(attributes).map(([name, { StringValue: value }]) => [name, value]);
  return { body, attributes: Object.fromEntries(named) };
}

async function snapshotsIn(dynamoDb: Clients['dynamoDb']): Promise<Snapshot[]> {
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: tableName }));
  return Items.filter(({ access }) => access !== undefined).map(({ arn, access, takenAt }) => ({
    arn: arn?.S ?? '',
    hasAccess: JSON.parse(access?.S ?? '').hasAccess,
    takenAt: takenAt?.S ?? '',
  }));
}
