import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  type AccessChange,
  type AccessSnapshot,
  takeSnapshots,
} from '../../shared/access/access-snapshot.ts';
import type { AnalysePrincipal } from '../../shared/access/analyse-principal.ts';
import { readAuthorizationDetails } from '../../shared/access/authorization-details.ts';
import { parsePrincipal } from '../../shared/access/principal.ts';
import type { PrincipalPolicies } from '../../shared/access/principal-policies.ts';
import type { ReadAccountDetails } from '../../shared/aws/facts/account-details.ts';
import type { ReadRootKeys } from '../../shared/aws/facts/credential-report.ts';
import type { SecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import type { SnapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { metered } from '../../shared/aws/lambda/metered.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import type { CurrentRuleBook } from '../../shared/aws/lambda/policy-source.ts';
import { validateEvent } from '../../shared/aws/lambda/validate-event.ts';
import { clearedEvent, type PublishEvents, violationEvent } from '../../shared/aws/publishing/events.ts';
import validateSqsEvent from '../../shared/contracts/sqs-event-validator.generated.js';
import { evaluatePrincipal, isRequesterInScope } from '../../shared/evaluation/evaluate-principal.ts';
import { throwFaults } from '../../shared/evaluation/faults.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';

const mostFaultsLogged = 10;

export interface RefreshDependencies {
  readonly currentBook: CurrentRuleBook;
  readonly readAccountDetails: ReadAccountDetails;
  readonly readRootKeys: ReadRootKeys;
  readonly analysisFor: (book: RuleBook) => Promise<AnalysePrincipal>;
  readonly secondOpinion: SecondOpinion;
  readonly store: Pick<SnapshotStore, 'earlier' | 'put' | 'putRootKeys'>;
  readonly publish: PublishEvents;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/** An account without users and roles, which there is none of. */
class NoPrincipalsError extends Error {
  override readonly name = 'NoPrincipalsError';
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
  const { currentBook, analysisFor, secondOpinion, store, publish, now, meter, log } = dependencies;

  async function refresh(): Promise<void> {
    const takenAt = now().toISOString();
    const book = await currentBook();
    const { principals, faults } = readAuthorizationDetails(await dependencies.readAccountDetails());
    if (faults.length > 0)
      await log('warn', 'parts of the authorization details cannot be read', {
        count: faults.length,
        faults: faults.slice(0, mostFaultsLogged),
      });
    const analyse = await analysisFor(book);
    const accountId = parsePrincipal(principals[0]?.arn ?? '')?.accountId;
    // The function has a role in the account: nobody at all was not read rightly.
    if (accountId === undefined)
      throw new NoPrincipalsError('the authorization details hold no user or role');
    const before = await store.earlier(accountId);
    const { snapshots, gained, lost } = takeSnapshots(
      { principals: principals.map(analyse), isWhole: faults.length === 0, takenAt },
      before,
    );
    const policiesOf = new Map(principals.map((principal) => [principal.arn, principal]));
    const judged = await Promise.all(
      gained.filter(isNews(book)).map((change) => judgeGain(book, change, policiesOf)),
    );
    const violations = judged.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome.violations));
    for (const { ruleId, severity } of violations) meter.violation(ruleId, severity);
    await publish([
      ...violations.map(violationEvent),
      ...lost.filter(isNews(book)).map((change) => clearedEvent(change)),
    ]);
    // A change that a rule faulted on stays one: it is judged again.
    const faulted = judged.filter(({ outcomes }) => outcomes.some(isFault)).map(({ snapshot }) => snapshot);
    await store.put(snapshots.filter((snapshot) => !faulted.includes(snapshot)));
    meter.count('PrincipalsAnalysed', snapshots.length);
    await refreshRootKeys(accountId, takenAt);
    if (faulted.length > 0) meter.count('Faults', faulted.length);
    throwFaults(judged.flatMap(({ outcomes }) => outcomes));
  }

  /** Worth less than all else: where there is no report, what was known before holds. */
  async function refreshRootKeys(accountId: string, takenAt: string): Promise<void> {
    try {
      const hasKeys = await dependencies.readRootKeys();
      if (hasKeys !== undefined) await store.putRootKeys(accountId, hasKeys, takenAt);
    } catch (error) {
      await log('warn', 'the credential report cannot be read', { error });
    }
  }

  async function judgeGain(
    book: RuleBook,
    { before, after }: AccessChange,
    policiesOf: ReadonlyMap<string, PrincipalPolicies>,
  ): Promise<JudgedGain> {
    const { access, takenAt } = after;
    const principal = policiesOf.get(access.arn);
    const evidence = principal && (await secondOpinion(book, principal, access));
    const outcomes = evaluatePrincipal(book, {
      access,
      key: ['access', access.arn, before?.takenAt ?? ''],
      observedAt: takenAt,
      ...(evidence && { evidence }),
    });
    return { snapshot: after, outcomes };
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .use(metered(meter))
    .use(validateEvent(validateSqsEvent))
    .handler(async () => {
      await refresh();
      return { batchItemFailures: [] };
    });
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
