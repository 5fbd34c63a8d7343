import { eventBridge, sqs } from '../../shared/aws/clients.ts';
import { deadLetterQueue } from '../../shared/aws/dead-letter.ts';
import { requiredVariable } from '../../shared/aws/environment.ts';
import { logger } from '../../shared/aws/logger.ts';
import { eventPublisher } from '../../shared/aws/publish-events.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import { auditCredentialRequests } from './audit-credential-requests.ts';

/** AuditCredentialRequests as AWS Lambda calls it. */
export const handler = auditCredentialRequests({
  book: openRuleBook(rules, defaultPolicy),
  factsOf: () => noFacts,
  publish: eventPublisher({ client: eventBridge, busName: requiredVariable('EVENT_BUS_NAME') }),
  setAside: deadLetterQueue({ client: sqs, queueUrl: requiredVariable('DEAD_LETTER_QUEUE_URL') }),
  log: logger,
});
