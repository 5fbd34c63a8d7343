import type { RuleBook } from '../../evaluation/rule-book.ts';
import type { Log } from '../lambda/log.ts';
import type { Meter } from '../lambda/metrics.ts';
import { NothingDeployedError, type ReadDocument } from './app-config-document.ts';
import { isDisarmed } from './policy-changed.ts';
import type { KeptPolicy, PolicyKeeper } from './policy-keeper.ts';
import type { ReadPolicy, RecordPolicy } from './policy-recorder.ts';

/** Seconds that a policy is in use before it is asked for again. */
const maxAge = 60;
/** Seconds after which a function without any policy asks again: somebody waits for it. */
const retryAfter = 10;
/** Bytes that a kept document holds at most, unpacked: AWS AppConfig has none that is larger. */
const mostDocumentBytes = 4 * 1024 * 1024;

/** The policy was never read: not from AWS AppConfig, and not from the table. */
export class NoPolicyError extends Error {
  override readonly name = 'NoPolicyError';
}

/** What is kept in the table is not the policy that it says it is. */
class KeptPolicyError extends Error {
  override readonly name = 'KeptPolicyError';
}

/** Gives the rule book under the policy in force. Rejects with {@link NoPolicyError} where there is none to go by. */
export type CurrentRuleBook = () => Promise<RuleBook>;

export interface PolicySourceOptions {
  readonly readDocument: ReadDocument;
  /** Opens a rule book under a policy document; rejects where the document is broken. */
  readonly open: (document: string) => Promise<RuleBook>;
  readonly keeper: Pick<PolicyKeeper, 'read'>;
  readonly record: RecordPolicy;
  /** What is in force before a policy was ever deployed. */
  readonly defaults: RuleBook;
  /** What stands in for a policy that was never read; without it nothing does. */
  readonly standIn?: RuleBook;
  readonly now: () => Date;
  readonly meter: Pick<Meter, 'count'>;
  readonly log: Log;
}

interface InForce {
  readonly book: RuleBook;
  /** When it was asked for, in milliseconds. */
  readonly askedAt: number;
}

/**
 * The policy as AWS AppConfig has it; where it is out of reach or its document is broken, the last good one: what the
 * function knows, or what the table keeps where that is newer (docs/decisions/0028-policy-kept-in-the-table.md). Both are
 * asked at once, at most once a minute. For as long as something fails each call counts it. The defaults are in force
 * where both are sure that there never was a policy.
 */
export function policySource(options: PolicySourceOptions): CurrentRuleBook {
  const { readDocument, keeper, record, defaults, standIn, now, meter, log } = options;
  const openRead = openedOnce(options.open);
  let inForce: InForce | undefined;
  let toldOf: unknown;
  let isUnread = false;
  let isUnrecorded = false;
  let nextAsk = 0;
  /** Whoever asks meanwhile waits too: the messages of a batch are judged at once, and all under the same policy. */
  let renewing: Promise<void> | undefined;

  async function readPolicy(): Promise<ReadPolicy> {
    const document = await readDocument();
    return { document, book: await openRead(document) };
  }

  async function renew(askedAt: number): Promise<void> {
    const [read, kept] = await Promise.allSettled([readPolicy(), keeper.read()]);
    isUnrecorded = kept.status === 'rejected';
    if (kept.status === 'rejected')
      await log('error', 'the kept policy cannot be read', { error: kept.reason });
    const known = kept.status === 'fulfilled' ? kept.value : undefined;
    isUnread = false;
    if (read.status === 'fulfilled') {
      inForce = { book: read.value.book, askedAt };
      if (kept.status === 'fulfilled') await recordOrTell(read.value, known);
    } else if (isNeverDeployed(read.reason, known)) {
      await beginByDefaults(askedAt);
    } else {
      isUnread = true;
      await fallBack(known, askedAt);
      await tell(read.reason);
    }
  }

  /** Whether AWS AppConfig, the table and the function itself all know of no policy. */
  function isNeverDeployed(reason: unknown, known: KeptPolicy | undefined): boolean {
    if (!(reason instanceof NothingDeployedError) || isUnrecorded || known !== undefined) return false;
    return inForce === undefined || inForce.book === defaults;
  }

  async function beginByDefaults(askedAt: number): Promise<void> {
    if (inForce === undefined) await log('warn', 'no policy is deployed yet, the defaults are in force');
    inForce = { book: defaults, askedAt };
  }

  function waitForNext(): void {
    nextAsk = now().getTime() + (inForce === undefined ? retryAfter : maxAge) * 1000;
  }

  /** What the table has counts where the function knows nothing, or where others have seen a change since it asked. */
  async function fallBack(kept: KeptPolicy | undefined, askedAt: number): Promise<void> {
    if (kept === undefined || kept.revision === inForce?.book.policy.revision) return;
    if (inForce !== undefined && !(Date.parse(kept.changedAt) > inForce.askedAt)) return;
    try {
      inForce = { book: await openKept(kept, options), askedAt };
    } catch (error) {
      await log('error', 'the kept policy is refused', { revision: kept.revision, error });
    }
  }

  async function recordOrTell(read: ReadPolicy, kept: KeptPolicy | undefined): Promise<void> {
    try {
      await record(read, kept);
    } catch (error) {
      isUnrecorded = true;
      const { revision } = read.book.policy;
      await log('error', 'the policy is not kept, or its change not told', { revision, error });
    }
  }

  async function tell(error: unknown): Promise<void> {
    if (error === toldOf) return;
    toldOf = error;
    if (inForce !== undefined) {
      const { revision } = inForce.book.policy;
      return log('error', 'policy not renewed, the last good one stays in force', { revision, error });
    }
    const meanwhile = standIn === undefined ? 'nothing is decided' : 'the defaults stand in for it';
    return log('error', `policy never read, ${meanwhile}`, { error });
  }

  return async () => {
    const time = now().getTime();
    if (time >= nextAsk) {
      nextAsk = Infinity;
      renewing = renew(time).finally(waitForNext);
    }
    await renewing;
    if (isUnread) meter.count('PolicyFailures');
    if (isUnrecorded) meter.count('PolicyRecordFailures');
    const book = inForce?.book ?? standIn;
    if (book === undefined) throw new NoPolicyError('the policy was never read');
    if (book === defaults || book === standIn) meter.count('JudgedByDefaults');
    if (isDisarmed(book)) meter.count('PolicyDisarmed');
    return book;
  };
}

/** Opens a document anew only where it is another one: a broken one stays broken. */
function openedOnce(open: PolicySourceOptions['open']): PolicySourceOptions['open'] {
  let last: { readonly document: string; readonly book: Promise<RuleBook> } | undefined;
  return (document) => {
    if (last?.document !== document) last = { document, book: open(document) };
    return last.book;
  };
}

async function openKept(
  { document, revision }: KeptPolicy,
  { open }: Pick<PolicySourceOptions, 'open'>,
): Promise<RuleBook> {
  const { unpackText } = await import('../../json/packed-text.ts');
  const book = await open(unpackText(document, mostDocumentBytes));
  if (book.policy.revision !== revision) throw new KeptPolicyError('the document has another revision');
  return book;
}
