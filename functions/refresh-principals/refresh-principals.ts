import middy from '@middy/core';
import type { SQSBatchResponse } from 'aws-lambda';
import {
  type AccessChange,
  type AccessSnapshot,
  type AccountSnapshots,
  takeSnapshots,
} from '../../shared/access/access-snapshot.ts';
import type { AnalysePrincipal } from '../../shared/access/analyse-principal.ts';
import type { ReadRootKeys } from '../../shared/aws/facts/credential-report.ts';
import type { SecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import type { SnapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { metered } from '../../shared/aws/lambda/metered.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import { readQueueEvent } from '../../shared/aws/lambda/queue-event.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import { clearedEvent, type PublishEvents, violationEvent } from '../../shared/aws/publishing/events.ts';
import { evaluatePrincipal, isRequesterInScope } from '../../shared/evaluation/evaluate-principal.ts';
import { throwFaults } from '../../shared/evaluation/faults.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { type Account, type AccountSources, readAccount } from './read-account.ts';

export interface RefreshDependencies extends AccountSources {
  readonly currentBook: CurrentRuleBook;
  readonly readRootKeys: ReadRootKeys;
  readonly analysisFor: (book: RuleBook) => Promise<AnalysePrincipal>;
  readonly secondOpinion: SecondOpinion;
  readonly store: Pick<SnapshotStore, 'earlier' | 'put' | 'putRootKeys'>;
  readonly publish: PublishEvents;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/** The account as one refresh finds it. */
interface Reading extends Account {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly book: RuleBook;
}

interface JudgedGain {
  readonly snapshot: AccessSnapshot;
  readonly outcomes: readonly Outcome[];
}

/**
 * Reads the policies of all principals of the account anew, whatever the messages say: that IAM changed, or that it is
 * time. Publishes who gained access and who lost it, and then keeps the snapshots: where it fails in between, the next
 * one finds the same change again, if it still is one.
 */
export function refreshPrincipals(dependencies: RefreshDependencies) {
  return middy<unknown, SQSBatchResponse>()
    .use(metered(dependencies.meter))
    .handler(async (event) => {
      readQueueEvent(event);
      await refresh(dependencies);
      return { batchItemFailures: [] };
    });
}

async function refresh(dependencies: RefreshDependencies): Promise<void> {
  const takenAt = dependencies.now().toISOString();
  const book = await dependencies.currentBook();
  const reading = { takenAt, book, ...(await readAccount(dependencies)) };
  const { snapshots, gained, lost } = await compare(reading, dependencies);
  const judged = await judge(gained.filter(isNews(book)), reading, dependencies);
  await publishNews(judged, lost.filter(isNews(book)), dependencies);
  // A change that a rule faulted on stays one: it is judged again.
  const faulted = judged.filter(({ outcomes }) => outcomes.some(isFault)).map(({ snapshot }) => snapshot);
  await dependencies.store.put(snapshots.filter((snapshot) => !faulted.includes(snapshot)));
  dependencies.meter.count('PrincipalsAnalysed', snapshots.length);
  await refreshRootKeys(reading, dependencies);
  if (faulted.length > 0) dependencies.meter.count('Faults', faulted.length);
  throwFaults(judged.flatMap(({ outcomes }) => outcomes));
}

/** What everybody may do, against what was known before. */
async function compare(
  { takenAt, book, id, principals, isWhole }: Reading,
  { analysisFor, store }: RefreshDependencies,
): Promise<AccountSnapshots> {
  const analyse = await analysisFor(book);
  const before = await store.earlier(id);
  return takeSnapshots({ principals: principals.map(analyse), isWhole, takenAt }, before);
}

function judge(
  gains: readonly AccessChange[],
  { book, principals }: Reading,
  { secondOpinion }: RefreshDependencies,
): Promise<JudgedGain[]> {
  const policiesOf = new Map(principals.map((principal) => [principal.arn, principal]));
  return Promise.all(
    gains.map(async ({ before, after }) => {
      const { access, takenAt } = after;
      const principal = policiesOf.get(access.arn);
      const evidence = principal && (await secondOpinion(book, principal, access));
      const key = ['access', access.arn, before?.takenAt ?? ''];
      const subject = { access, key, observedAt: takenAt, ...(evidence && { evidence }) };
      return { snapshot: after, outcomes: evaluatePrincipal(book, subject) };
    }),
  );
}

async function publishNews(
  judged: readonly JudgedGain[],
  lost: readonly AccessChange[],
  { publish, meter }: RefreshDependencies,
): Promise<void> {
  const violations = judged.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome.violations));
  for (const { ruleId, severity } of violations) meter.violation(ruleId, severity);
  await publish([...violations.map(violationEvent), ...lost.map(clearedEvent)]);
}

/** Worth less than all else: where there is no report, what was known before holds. */
async function refreshRootKeys(
  { takenAt, id }: Reading,
  { readRootKeys, store, log }: RefreshDependencies,
): Promise<void> {
  try {
    const hasKeys = await readRootKeys();
    if (hasKeys !== undefined) await store.putRootKeys(id, hasKeys, takenAt);
  } catch (error) {
    await log('warn', 'the credential report cannot be read', { error });
  }
}

/**
 * Whether somebody wants to hear of a change: a rule that it concerns is on, and the principal is a requester in scope.
 * One that was never seen before is news only where the policy names the requesters; else every new role would be, and
 * all of them at the first time.
 */
function isNews({ policy, checks }: RuleBook) {
  return ({ before, after }: AccessChange): boolean =>
    checks.principal.length > 0 &&
    isRequesterInScope(policy, after.access.arn) &&
    (before !== undefined || policy.scope.requesters !== undefined);
}

function isFault({ judged }: Outcome): boolean {
  return judged.outcome === 'fault';
}
