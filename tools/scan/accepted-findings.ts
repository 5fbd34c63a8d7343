import { functionChapters } from '../template/template.ts';

/** What a scanner finds in a template and we leave as it is. */
export interface AcceptedFinding {
  /** The scanner's id of the check. */
  readonly check: string;
  /** Logical ids of the resources that it may be found in. */
  readonly resources: readonly string[];
  /** Why it stays. */
  readonly because: string;
}

/** What is accepted in a template, by the template's path. */
export type AcceptedFindings = Readonly<Record<string, readonly AcceptedFinding[]>>;

const functions = functionChapters.flatMap(({ lambda }) => lambda ?? []);
const all = functions.map(({ name }) => name);
const fedByQueue = functions.filter(({ queue }) => queue !== undefined).map(({ name }) => name);

/**
 * The templates that are scanned, and what is accepted in each: nothing is suppressed anywhere else. An entry that meets
 * no finding is a fault, so that a reason does not outlive what it is about.
 */
export const acceptedFindings: AcceptedFindings = {
  'template.yaml': [
    {
      check: 'CKV_AWS_115',
      resources: [...fedByQueue, 'JudgeArchive'],
      because:
        'MaximumConcurrency of the queue’s event source bounds it, ArchiveConcurrency the state machine; a reservation would take executions from the account even while there is nothing to do.',
    },
    {
      check: 'CKV_AWS_116',
      resources: fedByQueue,
      because:
        'Lambda’s own dead-letter queue takes asynchronous invocations alone: messages that fail go to the dead-letter queue of the queue.',
    },
    {
      check: 'CKV_AWS_116',
      resources: ['CheckSubmission', 'AnswerQueries'],
      because: 'API Gateway waits for the answer: who asked hears of the failure, and nothing is to be kept.',
    },
    {
      check: 'CKV_AWS_116',
      resources: ['JudgeArchive'],
      because:
        'The state machine waits for the answer, tries again, and fails where it fails for good: it can be redriven.',
    },
    {
      check: 'CKV_AWS_117',
      resources: all,
      because:
        'It calls APIs of AWS and nothing in a VPC; inside of one it would need an endpoint for each of them, and nobody could reach less of it.',
    },
    {
      check: 'CKV_AWS_173',
      resources: all,
      because:
        'Its variables hold names, ARNs and numbers, no secret; Lambda encrypts them at rest by a key of its own.',
    },
    {
      check: 'CKV_AWS_120',
      resources: ['SubmissionApi'],
      because:
        'An answer is for one caller at one moment: a cached decision could be another’s, or outdated.',
    },
    {
      check: 'CKV_AWS_73',
      resources: ['SubmissionApi'],
      because: 'It is on by the parameter Tracing, which checkov does not look through.',
    },
    {
      check: 'CKV_AWS_19',
      resources: ['ArchiveBucket'],
      because: 'It is encrypted with KmsKeyArn or without: checkov does not look through the condition.',
    },
    {
      check: 'CKV_AWS_18',
      resources: ['ArchiveBucket'],
      because:
        'Access logs need a further bucket, kept and paid for by every stack; who wants them records data events of this bucket in CloudTrail.',
    },
    {
      check: 'CKV_AWS_21',
      resources: ['ArchiveBucket'],
      because:
        'Each run writes under an id of its own, and what is put in the place of something is what a step makes again: versions that nobody reads would keep names of persons for longer.',
    },
  ],
  'docs/deploy/forward-sts-events.yaml': [],
};
