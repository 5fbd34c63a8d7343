import { parseRecord } from '../cloudtrail/parse-record.ts';
import type { CredentialRequest } from '../cloudtrail/record.ts';
import { evaluatePrincipal } from '../evaluation/evaluate-principal.ts';
import { evaluateRecord, evaluateSession } from '../evaluation/evaluate-record.ts';
import { evaluateRun } from '../evaluation/evaluate-run.ts';
import { evaluateSubmission } from '../evaluation/evaluate-submission.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import { openRuleBook, type RuleBook } from '../evaluation/rule-book.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Example } from '../rules/example.ts';
import type { Facts } from '../rules/facts.ts';
import type { Rule } from '../rules/rule.ts';
import { parseRun } from '../sessions/parse-run.ts';
import { coveringSession, coverOf } from '../sessions/run-cover.ts';
import { chainSessions } from '../sessions/session-chains.ts';
import { parseSubmission } from '../submission/parse-submission.ts';
import { compliantRecord, compliantSubmission, coveredRun, factsOf, patched } from './compliant.ts';

export const evaluatedAt = '2026-10-01T12:00:00.000Z';

/** Runs an example through parsing and evaluation as every door does; the outcome of the rule it stands beside. */
export function runExample(rule: Rule, example: Example): Outcome {
  const policy = parsePolicy(JSON.stringify({ schemaVersion: '1', ...example.policy }), [rule.meta.id]);
  const outcomes = outcomesOf(openRuleBook([rule], policy), example);
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error(`example \`${example.name}\` was judged by no rule`);
  return outcome;
}

function outcomesOf(
  book: RuleBook,
  { record, run, sessions, submission, principal, facts }: Example,
): Outcome[] {
  const known = factsOf(facts);
  if (record !== undefined) {
    const parsed = parseRecord(patched(compliantRecord, record));
    return parsed === undefined ? [] : evaluateRecord(book, parsed, known);
  }
  if (run !== undefined) return outcomesOnRun(book, run, sessions ?? [], known);
  if (sessions !== undefined) {
    const requests = requestsOf(sessions);
    const last = chainSessions(requests).at(-1)?.links.at(-1);
    return last === undefined ? [] : evaluateSession(book, last, known);
  }
  if (principal !== undefined) {
    return evaluatePrincipal(book, { access: principal, key: ['example'], observedAt: evaluatedAt });
  }
  return evaluateSubmission(book, {
    submission: parseSubmission(patched(compliantSubmission, submission)),
    facts: known,
    evaluatedAt,
  });
}

function requestsOf(deltas: readonly object[]): CredentialRequest[] {
  return deltas.map((delta) => parseRecord(patched(compliantRecord, delta)) as CredentialRequest);
}

/** A run without an end is known of until an hour after its start. */
function outcomesOnRun(book: RuleBook, run: object, sessions: readonly object[], facts: Facts): Outcome[] {
  const parsed = parseRun(patched(coveredRun, run));
  const [roleArn = ''] = parsed.roleArns ?? [];
  const covering = requestsOf(sessions).map(coveringSession);
  return evaluateRun(book, coverOf(parsed, roleArn, covering, parsed.startedAt / 1000 + 3600), facts);
}
