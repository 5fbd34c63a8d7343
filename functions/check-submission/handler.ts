import { eventBridge, sts } from '../../shared/aws/clients.ts';
import { requiredVariable } from '../../shared/aws/environment.ts';
import { keyAccounts } from '../../shared/aws/key-accounts.ts';
import { logger } from '../../shared/aws/logger.ts';
import { eventPublisher } from '../../shared/aws/publish-events.ts';
import { submissionFacts } from '../../shared/aws/submission-facts.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import { checkSubmission } from './check-submission.ts';

/** CheckSubmission as AWS Lambda calls it. */
export const handler = checkSubmission({
  book: openRuleBook(rules, defaultPolicy),
  factsOf: submissionFacts(noFacts, keyAccounts({ client: sts, log: logger })),
  // A caller waits: fewer tries, so that the function's own answer (503) comes before API Gateway's.
  publish: eventPublisher({ client: eventBridge, busName: requiredVariable('EVENT_BUS_NAME'), attempts: 2 }),
  now: () => new Date(),
  log: logger,
});
