import type { FactsOfSubmission } from '../../shared/aws/facts/submission-facts.ts';
import { countDecision } from '../../shared/aws/lambda/metered.ts';
import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import { decisionEvent, type PublishEvents } from '../../shared/aws/publishing/events.ts';
import { decideOrWait } from '../../shared/evaluation/decide.ts';
import { unwrapEvent } from '../../shared/json/event-envelope.ts';
import { fitDecision, mostViolations } from '../../shared/report/fit-decision.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';

export interface ReviewDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {
  readonly currentBook: CurrentRuleBook;
  readonly factsOf: FactsOfSubmission;
  readonly publish: PublishEvents;
  readonly now: () => Date;
}

/** Decides the submissions that arrive as events on a queue and answers with decision events. */
export function reviewSubmission(dependencies: ReviewDependencies) {
  const { currentBook, factsOf, publish, now, meter } = dependencies;
  return queueWorker({
    ...dependencies,
    read: (json, text) => parseSubmission(unwrapEvent(json), text),
    hopeless: MalformedSubmissionError,
    work: async (submission) => {
      const book = await currentBook();
      const facts = await factsOf(submission, book.policy);
      const decision = decideOrWait(
        book,
        { submission, facts, evaluatedAt: now().toISOString() },
        mostViolations,
      );
      countDecision(meter, decision);
      await publish([decisionEvent(fitDecision(decision))]);
    },
  });
}
