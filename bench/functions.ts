import type { Context } from 'aws-lambda';
import { auditCredentialRequests } from '../functions/audit-credential-requests/audit-credential-requests.ts';
import { checkSubmission } from '../functions/check-submission/check-submission.ts';
import { openRuleBook } from '../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../shared/policy/read-policy.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';

/** What happens outside the function costs nothing here; counting does what it does in production, but for the flush. */
const book = openRuleBook(rules, defaultPolicy);
const unexpected = async () => {
  throw new Error('the measured path sets nothing aside and logs nothing');
};
const counts = new Map<string, number>();
const count = (name: string, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by);
const common = {
  currentBook: async () => book,
  publish: async () => undefined,
  setAside: unexpected,
  now: () => new Date(),
  meter: {
    count,
    violation: (rule: string) => count(rule),
    age: () => undefined,
    flush: async () => undefined,
    prepare: () => undefined,
  },
  log: unexpected,
};

export const benchContext = { getRemainingTimeInMillis: () => 30_000 } as Context;

export const benchAudit = auditCredentialRequests({
  ...common,
  factsOf: async () => noFacts,
  noteCoverage: async () => undefined,
});
export const benchCheck = checkSubmission({
  ...common,
  factsOf: async () => noFacts,
  verifyProofs: async () => [],
  store: {
    put: async () => ({ outcome: 'stored' as const }),
    claimed: async () => undefined,
    markPublished: async () => undefined,
  },
  validSeconds: 900,
  newId: () => '0'.repeat(32),
  countCall: async () => undefined,
  readers: [],
});
