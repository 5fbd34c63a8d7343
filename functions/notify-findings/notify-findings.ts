import { setTimeout as sleep } from 'node:timers/promises';
import { gathered } from '../../shared/aws/calls/gathered.ts';
import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import type { Notify } from '../../shared/aws/publishing/topic.ts';
import type { Claim, NoticeStore } from '../../shared/aws/records/notice-store.ts';
import type { ViolationStore } from '../../shared/aws/records/violation-store.ts';
import type { Finding, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingId } from '../../shared/findings/finding-id.ts';
import { gravestFirst } from '../../shared/findings/gravest-first.ts';
import { byFinding } from '../../shared/findings/growing-finding.ts';
import { digestNotification, findingNotification } from '../../shared/report/notification-text.ts';
import { asSeen, asSeenBefore } from './as-seen.ts';
import { MalformedOccasionError, type Occasion, readOccasion } from './read-occasion.ts';

/** Severities that nobody may hear of tomorrow. */
const urgent: ReadonlySet<string> = new Set(['critical', 'high']);

/** Milliseconds after which is asked again whether somebody else is still telling it. */
const pauses = [200, 400, 800, 1600];

export interface NotifyDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {
  readonly notify: Notify;
  readonly notices: NoticeStore;
  readonly findingsKept: ViolationStore['findingsKept'];
  /** Waits so many milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Somebody else is still telling the same: by the next try it is known whether that was enough. */
class BeingToldError extends Error {
  override readonly name = 'BeingToldError';
}

/**
 * Tells people of findings: critical and high ones at once, and again only after a day, when they were seen ten times as
 * often, or when they have become graver; the others once a day, together. Exempted ones are told to nobody. What a
 * notification is about is read as it is kept, once for a batch: what a batch has of one finding is told together.
 */
export function notifyFindings(dependencies: NotifyDependencies) {
  const { notices, notify, findingsKept, meter, wait = sleep } = dependencies;

  /** Whether something is the function's to tell. Two of it run at once, and the other is mostly done in a moment. */
  async function isClaimed(claim: () => Promise<Claim>): Promise<boolean> {
    for (const pause of [...pauses, undefined]) {
      const answer = await claim();
      if (answer !== 'busy') return answer === 'claimed';
      if (pause !== undefined) await wait(pause);
    }
    throw new BeingToldError('somebody else is telling it');
  }

  /** For each violation the telling of its finding, which is one for all of that. */
  const tellings = gathered(async (violations: readonly Violation[]) => {
    const groups = byFinding(violations);
    const kept = await findingsKept([...groups.keys()]);
    const told = new Map([...groups].map(([id, some]) => [id, tell(asSeen(some, kept.get(id)))]));
    return violations.map((violation) => told.get(findingId(violation)));
  });

  async function tell(finding: Finding | undefined): Promise<void> {
    if (finding === undefined) return;
    if (!urgent.has(finding.severity)) return await notices.await(finding);
    if (!(await isClaimed(() => notices.claim(finding)))) return;
    try {
      await notify(findingNotification(finding));
    } catch (error) {
      await notices.release(finding.id);
      throw error;
    }
    await notices.told(finding);
    meter.count('NotificationsSent');
  }

  /** One for all clocks of a batch. */
  const digests = gathered(async (clocks: readonly 'digest'[]) => {
    const told = tellDigest();
    return clocks.map(() => told);
  });

  /** Where nothing waits that is news, nothing is sent. A finding that nobody could keep is told as it was when it was added. */
  async function tellDigest(): Promise<void> {
    if (!(await isClaimed(notices.claimDigest))) return;
    try {
      const { waiting, areAll } = await notices.waiting();
      // A rule that got another severity has its finding wait twice.
      const added = new Map(waiting.toReversed().map(({ finding }) => [finding.id, finding]));
      const kept = await findingsKept([...added.keys()]);
      const now = [...added.values()].map((finding) => asSeenBefore(finding, kept.get(finding.id)));
      const findings = await notices.newsAmong(now);
      if (findings.length > 0) {
        await notify(digestNotification(findings.toSorted(gravestFirst), areAll));
        meter.count('NotificationsSent');
      }
      await notices.endWaiting(waiting, findings);
    } catch (error) {
      await notices.releaseDigest();
      throw error;
    }
    await notices.digestTold();
  }

  async function work(occasion: Occasion): Promise<void> {
    if (occasion === 'digest') return void (await Promise.all(await digests([occasion])));
    const violations = occasion.violations.filter(({ status }) => status !== 'exempted');
    if (violations.length > 0) await Promise.all(await tellings(violations));
  }

  return queueWorker<Occasion>({
    ...dependencies,
    read: readOccasion,
    hopeless: MalformedOccasionError,
    work,
  });
}
