import { decisionEvent, type PublishEvents } from '../../shared/aws/events.ts';
import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/queue-worker.ts';
import type { FactsOfSubmission } from '../../shared/aws/submission-facts.ts';
import { decide } from '../../shared/evaluation/decide.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { unwrapEvent } from '../../shared/json/event-envelope.ts';
import { fitDecision } from '../../shared/report/fit-decision.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';

export interface ReviewDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log'> {
  readonly book: RuleBook;
  readonly factsOf: FactsOfSubmission;
  readonly publish: PublishEvents;
  readonly now: () => Date;
}

/** Decides the submissions that arrive as events on a queue and answers with decision events. */
export function reviewSubmission({ book, factsOf, publish, now, setAside, log }: ReviewDependencies) {
  return queueWorker({
    read: (json) => parseSubmission(unwrapEvent(json)),
    hopeless: MalformedSubmissionError,
    work: async (submission) => {
      const facts = await factsOf(submission);
      const decision = decide(book, { submission, facts, evaluatedAt: now().toISOString() });
      await publish([decisionEvent(fitDecision(decision))]);
    },
    setAside,
    log,
  });
}
