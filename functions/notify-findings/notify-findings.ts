import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import type { Notify } from '../../shared/aws/publishing/topic.ts';
import type { Claim, NoticeStore } from '../../shared/aws/records/notice-store.ts';
import type { ViolationStore } from '../../shared/aws/records/violation-store.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { gravestFirst } from '../../shared/findings/gravest-first.ts';
import { digestNotification, findingNotification } from '../../shared/report/notification-text.ts';
import { MalformedOccasionError, type Occasion, readOccasion } from './read-occasion.ts';

/** Severities that nobody may hear of tomorrow. */
const urgent: ReadonlySet<string> = new Set(['critical', 'high']);

export interface NotifyDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {
  readonly notify: Notify;
  readonly notices: NoticeStore;
  readonly findingsKept: ViolationStore['findingsKept'];
}

/** Somebody else is telling the same right now: by the next try it is known whether that was enough. */
class BeingToldError extends Error {
  override readonly name = 'BeingToldError';
}

/**
 * Tells people of findings: critical and high ones at once, and again only after a day or when they were seen ten times as
 * often; the others once a day, together. Exempted ones are told to nobody. What a notification is about is read as it is kept.
 */
export function notifyFindings(dependencies: NotifyDependencies) {
  const { notices, notify, findingsKept, meter } = dependencies;

  async function tell(violation: Violation): Promise<void> {
    if (violation.status === 'exempted') return;
    const [seen] = findingsOf([violation]);
    if (seen === undefined) return;
    const finding = (await findingsKept([seen.id])).get(seen.id) ?? seen;
    if (!urgent.has(finding.severity)) return await notices.await(finding);
    if (!isClaimed(await notices.claim(finding))) return;
    try {
      await notify(findingNotification(finding));
    } catch (error) {
      await notices.release(finding.id);
      throw error;
    }
    await notices.told(finding);
    meter.count('NotificationsSent');
  }

  /** Where nothing waits that is news, nothing is sent. A finding that nobody could keep is told as it was when it was added. */
  async function tellDigest(): Promise<void> {
    if (!isClaimed(await notices.claimDigest())) return;
    try {
      const { waiting, areAll } = await notices.waiting();
      // A rule that got another severity has its finding wait twice.
      const added = new Map(waiting.toReversed().map(({ finding }) => [finding.id, finding]));
      const kept = await findingsKept([...added.keys()]);
      const findings = await notices.newsAmong([...new Map([...added, ...kept]).values()]);
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

  return queueWorker<Occasion>({
    ...dependencies,
    read: readOccasion,
    hopeless: MalformedOccasionError,
    work: (occasion) => (occasion === 'digest' ? tellDigest() : tell(occasion.violation)),
  });
}

function isClaimed(claim: Claim): boolean {
  if (claim === 'busy') throw new BeingToldError('somebody else is telling it');
  return claim === 'claimed';
}
