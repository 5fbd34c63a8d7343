import { eventBridge, sqs, sts } from '../../shared/aws/clients.ts';
import { deadLetterQueue } from '../../shared/aws/dead-letter.ts';
import { requiredVariable } from '../../shared/aws/environment.ts';
import { keyAccounts } from '../../shared/aws/key-accounts.ts';
import { logger } from '../../shared/aws/logger.ts';
import { eventPublisher } from '../../shared/aws/publish-events.ts';
import { submissionFacts } from '../../shared/aws/submission-facts.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import { reviewSubmission } from './review-submission.ts';

/** ReviewSubmission as AWS Lambda calls it. */
export const handler = reviewSubmission({
  book: openRuleBook(rules, defaultPolicy),
  factsOf: submissionFacts(noFacts, keyAccounts({ client: sts, log: logger })),
  publish: eventPublisher({ client: eventBridge, busName: requiredVariable('EVENT_BUS_NAME') }),
  setAside: deadLetterQueue({ client: sqs, queueUrl: requiredVariable('DEAD_LETTER_QUEUE_URL') }),
  now: () => new Date(),
  log: logger,
});
