import {
  type AccountChanges,
  type EarlierSnapshot,
  type FoundPrincipal,
  takeSnapshots,
} from '../../shared/access/access-snapshot.ts';
import type { AnalyseReach } from '../../shared/access/analyse-principal.ts';
import {
  type GrantedPrincipal,
  grantedBy,
  policiesToFind,
  versionKey,
} from '../../shared/access/granted-access.ts';
import { principalKey } from '../../shared/access/principal.ts';
import type { NamedPolicy } from '../../shared/access/principal-policies.ts';
import type { AccountListing } from '../../shared/aws/facts/account-listing.ts';
import type { AccountReaders } from '../../shared/aws/facts/account-readers.ts';
import type { SecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import type { SnapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import { clearedEvent, type PublishEvents, violationEvent } from '../../shared/aws/publishing/events.ts';
import { throwFaults } from '../../shared/evaluation/faults.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { type JudgedChange, judgeChanges, type News, newsIn } from './judge-changes.ts';
import { momentaryAccess } from './momentary-access.ts';
import { type Account, readAccount } from './read-account.ts';
import { type AccountKeys, changedKeys, readKeys } from './read-keys.ts';
import type { Occasion } from './read-occasions.ts';

/** How often the account is read where another refresh, that began later, was done sooner. */
const mostReadings = 3;

/** Other refreshes were always done sooner. */
class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

export interface AccountDependencies {
  /** 12 digits. */
  readonly ownAccount: string;
  readonly currentBook: CurrentRuleBook;
  /** Makes what asks IAM about an account. */
  readonly readersOf: (accountId: string) => AccountReaders;
  readonly analysisFor: (book: RuleBook) => Promise<AnalyseReach>;
  readonly secondOpinion: SecondOpinion;
  readonly store: Pick<SnapshotStore, 'earlier' | 'put' | 'putKeys' | 'listing' | 'putListing'>;
  readonly publish: PublishEvents;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/** One refresh of an account, and what it asks IAM by. */
interface Refresh extends AccountReaders {
  readonly accountId: string;
  readonly occasion: Occasion;
}

/** The account as one refresh finds it, and what was known of it before. */
interface Reading extends Account, Refresh {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly book: RuleBook;
  readonly analyse: AnalyseReach;
  readonly before: ReadonlyMap<string, EarlierSnapshot>;
  readonly listing: AccountListing | undefined;
  readonly keys: KeyReading;
  /** What IAM did not answer, and the refresh can do without: it fails at its end. */
  readonly failures: unknown[];
}

/** What IAM said of access keys. */
interface KeyReading extends AccountKeys {
  readonly rootHasKeys: boolean | undefined;
}

/** What is told and kept. */
interface Findings {
  readonly changes: AccountChanges;
  readonly granted: readonly GrantedPrincipal[];
  readonly news: News;
}

/**
 * Reads the policies of all principals of an account anew, whatever the messages say, and the access keys that they
 * concern. Publishes who gained access, got more of it, had some for a while, and who lost it, and then keeps what
 * changed: where it fails in between, the next one finds the same change again, if it still is one.
 */
export async function refreshAccount(
  accountId: string,
  occasion: Occasion,
  dependencies: AccountDependencies,
): Promise<void> {
  const refresh = { accountId, occasion, ...dependencies.readersOf(accountId) };
  for (let readings = 0; readings < mostReadings; readings++)
    if (await refreshOnce(refresh, dependencies)) return;
  throw new OvertakenError('later refreshes were done sooner');
}

/** Says whether what it kept is the newest that is known. */
async function refreshOnce(refresh: Refresh, dependencies: AccountDependencies): Promise<boolean> {
  const { ownAccount, publish, meter, secondOpinion } = dependencies;
  const reading = await readEverything(refresh, dependencies);
  const { changes, granted, news } = await compare(reading, dependencies);
  const judged = await judgeChanges(news, { ...reading, granted, secondOpinion });
  const violations = judged.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome.violations));
  for (const { ruleId, severity } of violations) meter.violation(ruleId, severity);
  await publish([...violations.map(violationEvent), ...news.lost.map(clearedEvent)]);
  const isNewest = await keep(reading, changes, judged, dependencies);
  // By the first, somebody hears that our own account has not been read for a day: no other is to hide that.
  if (reading.id === ownAccount) meter.count('PrincipalsAnalysed', reading.principals.length);
  else meter.count('MembersRead');
  const faults = judged.filter(isFaulty).length;
  if (faults > 0) meter.count('Faults', faults);
  throwFaults(judged.flatMap(({ outcomes }) => outcomes));
  for (const failure of reading.failures) throw failure;
  return isNewest;
}

async function readEverything(refresh: Refresh, dependencies: AccountDependencies): Promise<Reading> {
  const { now, currentBook, analysisFor, store, log } = dependencies;
  const takenAt = now().toISOString();
  const book = await currentBook();
  const analyse = await analysisFor(book);
  const account = await readAccount({ ...refresh, log });
  const [before, listing] = await Promise.all([store.earlier(account.id), store.listing(account.id)]);
  const known = { ...refresh, ...account, takenAt, book, analyse, before, listing, failures: [] };
  return { ...known, keys: await readAllKeys(known, dependencies) };
}

/** Worth less than all else: where IAM names no keys, those that were known before hold. */
async function readAllKeys(
  reading: Omit<Reading, 'keys'>,
  { log }: AccountDependencies,
): Promise<KeyReading> {
  const { principals, before, occasion, listing, failures, readAccessKeys, readRootKeys } = reading;
  const sources = { principals, before, occasion, wereListed: listing?.keysListedAt !== undefined };
  try {
    const keys = await readKeys({ ...sources, readAccessKeys });
    return { ...keys, rootHasKeys: await readRootKeys() };
  } catch (failure) {
    failures.push(failure);
    await log('warn', 'the access keys of the account cannot be read', {
      accountId: reading.id,
      error: failure,
    });
    const known = await readKeys({ ...sources, readAccessKeys: async () => new Map() });
    return { ...known, areAll: false, rootHasKeys: listing?.rootHasKeys };
  }
}

/** What everybody may do, against what was known before. */
async function compare(reading: Reading, dependencies: AccountDependencies): Promise<Findings> {
  const { principals, isWhole, takenAt, before, analyse, keys, book } = reading;
  const found = principals.map((principal): FoundPrincipal => {
    const { access, reach } = analyse(principal);
    return { access, reach, principalId: principal.id, keys: keys.byUser.get(principal.arn) };
  });
  const changes = takeSnapshots({ principals: found, isWhole, takenAt }, before);
  const granted = await readGrants(reading);
  const now = new Map(found.map(({ access, reach }) => [principalKey(access.arn), reach]));
  const momentary = momentaryAccess(granted, { before, now, analyse });
  await tellUndecided(momentary.undecided, dependencies);
  return { changes, granted, news: newsIn({ ...changes, momentary: momentary.found }, book) };
}

/** What the changes in IAM gave, with the policies that the account does not show any more. */
async function readGrants({
  occasion: { changes },
  principals,
  managed,
  groups,
  failures,
  readManagedPolicy,
}: Reading): Promise<GrantedPrincipal[]> {
  const versions = policiesToFind(changes, managed);
  const answers = await Promise.allSettled(versions.map(readManagedPolicy));
  const read = new Map<string, NamedPolicy>();
  for (const [index, version] of versions.entries()) {
    const answer = answers[index];
    if (answer?.status === 'fulfilled') read.set(versionKey(version), answer.value);
    else failures.push(answer?.reason);
  }
  const find = (version: Parameters<typeof versionKey>[0]) =>
    read.get(versionKey(version)) ?? { name: version.policyArn, missing: version.policyArn };
  return grantedBy(changes, { principals, managed, groups, find });
}

async function tellUndecided(
  undecided: readonly GrantedPrincipal[],
  { meter, log }: AccountDependencies,
): Promise<void> {
  if (undecided.length === 0) return;
  meter.count('Undecided', undecided.length);
  const events = undecided.map(({ change }) => change.eventId);
  await log('warn', 'nobody can read any more what changes in IAM gave', { events });
}

/**
 * Keeps what changed, and last that the account was listed: what was known before holds until then. Says whether no later
 * reading is there.
 */
async function keep(
  { id, takenAt, isWhole, before, principals, listing, keys }: Reading,
  { snapshots }: AccountChanges,
  judged: readonly JudgedChange[],
  { store }: AccountDependencies,
): Promise<boolean> {
  // A change that a rule faulted on stays one: it is judged again.
  const faulted = new Set(judged.filter(isFaulty).map(({ snapshot }) => snapshot));
  await store.putKeys(changedKeys({ principals, byUser: keys.byUser, before, isWhole, takenAt }));
  await store.put(snapshots.filter((snapshot) => !faulted.has(snapshot)));
  if (!isWhole || faulted.size > 0) return true;
  return store.putListing(id, {
    listedAt: takenAt,
    keysListedAt: keys.areAll ? takenAt : listing?.keysListedAt,
    rootHasKeys: keys.rootHasKeys,
  });
}

function isFaulty({ outcomes }: JudgedChange): boolean {
  return outcomes.some(isFault);
}

function isFault({ judged }: Outcome): boolean {
  return judged.outcome === 'fault';
}
