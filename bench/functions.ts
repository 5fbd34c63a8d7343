import type { Context } from 'aws-lambda';
import { auditCredentialRequests } from '../functions/audit-credential-requests/audit-credential-requests.ts';
import { openRuleBook } from '../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../shared/policy/read-policy.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';

/** What happens outside the function costs nothing here: the measured path publishes no event. */
const unexpected = async () => {
  throw new Error('the measured path has no violations');
};
const silent = () => undefined;

export const benchContext = { getRemainingTimeInMillis: () => 30_000 } as Context;

export const benchAudit = auditCredentialRequests({
  book: openRuleBook(rules, defaultPolicy),
  factsOf: () => noFacts,
  publish: async (events) => (events.length === 0 ? undefined : unexpected()),
  setAside: unexpected,
  log: { info: silent, warn: silent, error: silent },
});
