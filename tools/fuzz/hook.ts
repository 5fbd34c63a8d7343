import type { Context } from 'aws-lambda';
import { checkSubmission } from '../../functions/check-submission/check-submission.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { factsOf } from '../../shared/examples/compliant.ts';
import type { ProxyRequest } from '../../shared/http/json-body.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';

/** The hook's own code, with everything that is outside of it stood in for. */
export interface Hook {
  readonly answer: (request: ProxyRequest) => Promise<ProxyResponse>;
  /** What was logged since it was last asked. */
  readonly logged: () => string;
}

const ids = rules.map(({ meta }) => meta.id);
const exemptions = Array.from({ length: 500 }, (_, index) => ({
  id: `EX-${index}`,
  rules: ids,
  subject: index === 499 ? { task: 'orders-daily' } : { task: 'orders-daily', accountId: '000000000000' },
  owner: 'data-platform',
  reason: 'held against hostile submissions',
  created: '2026-10-01',
  expires: '2027-09-30',
}));
const policies = [{}, { whenUndecided: 'block' }, { exemptions }, { exemptions: exemptions.slice(0, 499) }];
const arn = (name: string) => `arn:aws:iam::123456789012:${name}`;
const known = factsOf({
  access: [
    { arn: arn('user/clean'), hasAccess: false, grants: [] },
    { arn: arn('user/loaded'), hasAccess: true, services: ['s3'], actionCount: 1, grants: [] },
  ],
  keyOwners: { AKIAEXAMPLEEXAMPLE01: arn('root'), AKIAEXAMPLEEXAMPLE02: arn('user/loaded') },
  keyAccounts: { AKIAEXAMPLEEXAMPLE01: '123456789012', AKIAEXAMPLEEXAMPLE03: '210987654321' },
});
const context = { getRemainingTimeInMillis: () => 20_000 } as Context;
const meter: Meter = {
  count: () => {},
  violation: () => {},
  age: () => {},
  flush: async () => {},
  prepare: () => {},
};

/** A hook whose policies and facts take turns. */
export function standInHook(): Hook {
  const books = policies.map((policy) =>
    openRuleBook(rules, parsePolicy(JSON.stringify({ schemaVersion: '1', ...policy }), ids)),
  );
  let turn = 0;
  let lines: string[] = [];
  const handler = checkSubmission({
    currentBook: async () => books[turn++ % books.length] as (typeof books)[number],
    factsOf: async () => (turn % 3 === 0 ? noFacts : known),
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
    publish: async (events) => void JSON.stringify(events),
    now: () => new Date('2026-11-26T12:00:00Z'),
    meter,
    log: async (...line) => void lines.push(JSON.stringify(line, errorText)),
  });
  return {
    answer: (request) => handler(request, context),
    logged: () => {
      const text = lines.join('\n');
      lines = [];
      return text;
    },
  };
}

function errorText(_: string, value: unknown): unknown {
  return value instanceof Error ? String(value.stack) : value;
}
