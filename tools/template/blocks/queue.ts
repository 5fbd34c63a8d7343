import { getAtt, ref, when } from '../intrinsics.ts';
import type { Resources } from '../resources.ts';
import { bare, because, type Explained, explainedBy, type Value } from '../value.ts';
import { policyDocument, type Statement } from './iam.ts';
import { retained } from './retained.ts';

/** What all queues have in common: encrypted, for as long and of every size that SQS takes. */
const keeping = {
  SqsManagedSseEnabled: when('HasKmsKey', ref('AWS::NoValue'), true),
  KmsMasterKeyId: when('HasKmsKey', ref('KmsKeyArn')),
  MaximumMessageSize: 1_048_576,
  MessageRetentionPeriod: 1_209_600,
};
/** Tries, after which a message goes to the dead-letter queue, where it need not outlast anything. */
const fewTries = 5;

interface WorkQueue {
  /** ARNs of the EventBridge rules that send to it. */
  readonly senders: readonly Value[];
  readonly deadLetters: string;
  /** Seconds that its reader has for a batch, and waits for one. */
  readonly timeout: number;
  readonly batchingWindow: number;
  /** Seconds of an outage, of whatever a message needs, after which it is still tried. */
  readonly outlasts?: number;
  /** Times the timeout after which a message that was not worked on comes back; six, as AWS advises. */
  readonly returnsAfter?: Explained<number>;
}

/** SQS Developer Guide, "Configuring an Amazon SQS queue to trigger an AWS Lambda function". */
const sixTimes = because("Six times the function's timeout, and the batching window.", 6);

/** A queue that a function reads. */
export function workQueue(
  id: string,
  { senders, deadLetters, timeout, batchingWindow, outlasts, returnsAfter = sixTimes }: WorkQueue,
): Resources {
  const visibility = bare(returnsAfter) * timeout + batchingWindow;
  return {
    [id]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        ...keeping,
        VisibilityTimeout: explainedBy(returnsAfter, visibility),
        RedrivePolicy: {
          deadLetterTargetArn: getAtt(`${deadLetters}.Arn`),
          maxReceiveCount: outlasts === undefined ? fewTries : triesFor(outlasts, visibility),
        },
      },
    },
    ...queuePolicy(id, senders),
  };
}

/** A message that failed comes back when its visibility timeout is over: the first try, and one at the end of each. */
function triesFor(outage: number, visibility: number): Explained<number> {
  const intervals = Math.ceil(outage / visibility);
  const hours = outage / 3600;
  const reason = `The first try and ${intervals} more, ${visibility} s apart: what needs ${hours} hours to come back is waited for.`;
  return because(reason, intervals + 1);
}

/** A queue that nobody reads but people, and that outlives the stack. */
export function deadLetterQueue(id: Explained<string>, senders: readonly Value[] = []): Resources {
  const queue = { Type: 'AWS::SQS::Queue', ...retained, Properties: keeping };
  return { [bare(id)]: explainedBy(id, queue), ...queuePolicy(bare(id), senders) };
}

function queuePolicy(id: string, senders: readonly Value[]): Resources {
  const arn = getAtt(`${id}.Arn`);
  const sending: Statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': senders } },
  };
  const unencrypted: Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: arn,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const statements = senders.length > 0 ? [sending, unencrypted] : [unencrypted];
  return {
    [`${id}Policy`]: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [ref(id)], PolicyDocument: policyDocument(statements) },
    },
  };
}
