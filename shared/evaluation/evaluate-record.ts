import { accountsOf, type JudgedRecord } from '../cloudtrail/record.ts';
import { formatTime } from '../cloudtrail/time.ts';
import { anyMatches, matchesAny } from '../json/glob.ts';
import type { Facts } from '../rules/facts.ts';
import { notApplicable } from '../rules/verdict.ts';
import type { SessionLink } from '../sessions/session-chains.ts';
import { describeRecord, describeSession } from './describe-subject.ts';
import { contextOf, judgeAll, outcomeOf } from './judge-subject.ts';
import type { Outcome } from './outcome.ts';
import type { RuleBook } from './rule-book.ts';

const awsService = notApplicable('aws-service');

/**
 * Judges a credential request, or a call refused for expired credentials, by every rule that concerns it.
 * An AWS service calling for itself is no requester in the guidelines' sense: every rule is not applicable.
 */
export function evaluateRecord(book: RuleBook, record: JudgedRecord, facts: Facts): Outcome[] {
  const site = () => ({
    key: [record.key],
    subject: describeRecord(record),
    attempt: record.kind === 'credential-request' && record.errorCode !== undefined,
    observedAt: formatTime(record.time),
  });
  if (record.requester.type === 'AWSService') {
    return book.checks[record.kind].map(({ active }) => outcomeOf(book, active, awsService, site));
  }
  if (record.kind === 'expired-call') {
    return judgeAll(book, book.checks['expired-call'], record, contextOf(book.policy, facts), site);
  }
  return judgeAll(
    book,
    book.checks['credential-request'],
    record,
    contextOf(book.policy, facts, record),
    site,
  );
}

/** Judges a session on the timeline of its chain. */
export function evaluateSession(book: RuleBook, link: SessionLink, facts: Facts): Outcome[] {
  const { request } = link;
  return judgeAll(book, book.checks.session, link, contextOf(book.policy, facts, request), () => ({
    key: [request.key],
    subject: describeSession(link),
    attempt: false,
    observedAt: formatTime(request.time),
  }));
}

/** Whether the policy's scope takes a record in: every list that is given must match. */
export function inScope({ policy: { scope } }: RuleBook, record: JudgedRecord): boolean {
  return (
    anyMatches(accountsOf(record), scope.accounts) &&
    matchesAny(record.roleArn, scope.roles) &&
    matchesAny(record.requester.name, scope.requesters)
  );
}
