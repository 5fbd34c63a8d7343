import type { Chapter } from '../chapter.ts';
import { getAtt, ref } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { configuredSource, submissionRequested, submittingSuffix } from '../submitted-events.ts';
import { because } from '../value.ts';

const reviewSubmission: LambdaFunction = {
  name: 'ReviewSubmission',
  does: 'Decides submissions that arrive as events and answers with an event',
  memory: 512,
  timeout: 60,
  queue: {
    name: 'Submission',
    rules: {
      SubmissionRule: {
        description: 'Mapping tasks that somebody wants to start',
        bus: getAtt('EventBus.Name'),
        pattern: {
          source: [{ suffix: submittingSuffix }, configuredSource],
          'detail-type': [submissionRequested],
        },
      },
    },
    event: 'Submissions',
    batchSize: because('Somebody waits for the answer: no batching window.', 10),
    maximumConcurrency: 5,
    waiting: { seconds: 600, means: 'Submissions that came as events wait to be decided' },
    deadLetters: {
      fromFunction: true,
      means: 'Submissions that came as events were not decided',
      output: 'Submissions that nobody could decide',
    },
  },
  environment: { DECISION_VALID_SECONDS: ref('DecisionValidSeconds') },
  policy: 'judges by it',
  managedPolicies: [ref('SubmissionFactsPolicy'), ref('RecordKeepingPolicy'), ref('DecisionKeepingPolicy')],
  alarms: {
    errors: 'The review of submission events fails',
    throttles: 'The review of submission events gets no execution',
  },
};

export const review: Chapter = {
  title: "Submissions as events: project's bus -> rule -> queue -> ReviewSubmission",
  lambda: reviewSubmission,
};
