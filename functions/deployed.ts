import {
  appConfig,
  dynamoDb,
  eventBridge,
  iam,
  scheduler,
  securityHub,
  snsIn,
  sqs,
  sts,
} from '../shared/aws/calls/clients.ts';
import { accessOfRequesters } from '../shared/aws/facts/access-of-requesters.ts';
import type { Table } from '../shared/aws/facts/fact-table.ts';
import { keyAccounts } from '../shared/aws/facts/key-accounts.ts';
import { keyIndex } from '../shared/aws/facts/key-index.ts';
import { type KeyOwnerOptions, keyOwners } from '../shared/aws/facts/key-owners.ts';
import { type FactsOfRecord, recordFacts } from '../shared/aws/facts/record-facts.ts';
import { reportUnavailable } from '../shared/aws/facts/report-unavailable.ts';
import { roleMaximums } from '../shared/aws/facts/role-maximums.ts';
import { runsOfTasks } from '../shared/aws/facts/runs-of-tasks.ts';
import { type SnapshotStore, snapshotStore } from '../shared/aws/facts/snapshot-store.ts';
import {
  type FactSources,
  type FactsOfSubmission,
  submissionFacts,
} from '../shared/aws/facts/submission-facts.ts';
import { deadLetterQueue, type SetAside } from '../shared/aws/lambda/dead-letter.ts';
import {
  optionalVariable,
  requiredCount,
  requiredSeconds,
  requiredVariable,
} from '../shared/aws/lambda/environment.ts';
import { type Log, log } from '../shared/aws/lambda/log.ts';
import { countFailures } from '../shared/aws/lambda/metered.ts';
import { type Meter, powertoolsMeter } from '../shared/aws/lambda/metrics.ts';
import { appConfigDocument } from '../shared/aws/policy/app-config-document.ts';
import { type PolicyKeeper, policyKeeper } from '../shared/aws/policy/policy-keeper.ts';
import { policyRecorder, type RecorderOptions } from '../shared/aws/policy/policy-recorder.ts';
import { type CurrentRuleBook, policySource } from '../shared/aws/policy/policy-source.ts';
import { keysSoughtEvent, type PublishEvents } from '../shared/aws/publishing/events.ts';
import { oneTimeSchedules, type ScheduleMessage } from '../shared/aws/publishing/one-time-schedule.ts';
import { eventPublisher } from '../shared/aws/publishing/publish-events.ts';
import { alsoToSecurityHub } from '../shared/aws/publishing/security-hub.ts';
import { type Notify, topicNotifier } from '../shared/aws/publishing/topic.ts';
import { type CountCall, callerLimits } from '../shared/aws/records/caller-limits.ts';
import { coverageStore } from '../shared/aws/records/coverage-store.ts';
import { type DecisionStore, decisionStore } from '../shared/aws/records/decision-store.ts';
import { keptFirst } from '../shared/aws/records/kept-first.ts';
import { type NoticeStore, noticeStore } from '../shared/aws/records/notice-store.ts';
import { dynamoSessions } from '../shared/aws/records/session-store.ts';
import { type ViolationStore, violationStore } from '../shared/aws/records/violation-store.ts';
import type { CoverageStore } from '../shared/coverage/coverage-store.ts';
import { issuedSession } from '../shared/evaluation/issued-session.ts';
import { requesterOf } from '../shared/evaluation/known-requester.ts';
import { firstBook, openRuleBook, standInBook } from '../shared/evaluation/rule-book.ts';
import type { GateOptions } from '../shared/gate/gate.ts';
import { toAskAbout } from '../shared/gate/to-ask-about.ts';
import { defaultPolicy } from '../shared/policy/read-policy.ts';
import { noFacts } from '../shared/rules/facts.ts';
import { rules } from '../shared/rules/index.ts';
import type { SessionStore } from '../shared/sessions/session-store.ts';

/**
 * How a function publishes, by who waits for it. A queue hands over again what failed. A caller is to have the function's
 * own answer (503) before API Gateway gives up, so there are fewer tries; and Security Hub fails no answer.
 */
const publishing = {
  queue: { attempts: 4, mayFail: false },
  caller: { attempts: 2, mayFail: true },
} as const;

const secondsOfDay = 24 * 3600;

/** What every deployed function works with. */
export interface Deployed {
  readonly currentBook: CurrentRuleBook;
  /** Publishes on the project's bus, and to Security Hub where that is switched on. */
  readonly publish: PublishEvents;
  readonly store: SnapshotStore;
  /** What was decided and found, for as long as it is kept. */
  readonly decisions: DecisionStore;
  /** What both doors of the hook settle decisions with. */
  readonly gate: () => Pick<GateOptions, 'store' | 'validSeconds' | 'newId'>;
  readonly countCall: () => CountCall;
  readonly violations: ViolationStore;
  readonly notices: () => NoticeStore;
  /** Which sessions were issued, and which runs there were. */
  readonly sessions: () => SessionStore;
  /** From where records come. */
  readonly coverage: () => CoverageStore;
  /** Has something come into the function’s own queue at a time. */
  readonly schedule: () => ScheduleMessage;
  /** Tells people. */
  readonly notify: () => Notify;
  /** A record that nobody can judge by a recent snapshot is not kept waiting for it. */
  readonly factsOfRecord: () => FactsOfRecord;
  readonly factsOfSubmission: FactsOfSubmission;
  readonly setAside: () => SetAside;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/**
 * What a function does while the policy was never read: it does nothing, or goes by the defaults and says so. Nobody may
 * start a task, and nothing may be kept that others decide by, on a policy that the operator did not set.
 */
type WithoutPolicy = 'fails' | 'goes by the defaults';

/** Wires a function, that a queue or a caller waits for, to AWS as the template deploys it. Reads the environment, once. */
export function deployed(waiting: keyof typeof publishing, withoutPolicy: WithoutPolicy = 'fails'): Deployed {
  const now = () => new Date();
  const meter = powertoolsMeter();
  const table = { client: dynamoDb, tableName: requiredVariable('TABLE_NAME') };
  const store = snapshotStore(table);
  const keptSeconds = requiredCount('RECORD_RETENTION_DAYS', 'days') * secondsOfDay;
  const records = { ...table, keptSeconds, now };
  const decisions = decisionStore(records);
  const violations = violationStore(records);
  const sessions = dynamoSessions(records);
  const publish = publisher(waiting, violations, { now, meter });
  const report = reportUnavailable(meter, log);
  const ownAccount = requiredVariable('ACCOUNT_ID');
  const lookup = { maxAge: requiredSeconds('SNAPSHOT_MAX_AGE_SECONDS'), ownAccount, now, report };
  return {
    currentBook: currentBook({ keeper: policyKeeper(table), publish, withoutPolicy, now, meter }),
    publish,
    store,
    decisions,
    gate: () => ({
      store: decisions,
      validSeconds: requiredSeconds('DECISION_VALID_SECONDS'),
      newId: () => crypto.randomUUID().replaceAll('-', ''),
    }),
    countCall: () =>
      callerLimits({
        ...table,
        limits: {
          caller: requiredCount('CALLS_OF_A_CALLER', 'calls'),
          dryRuns: requiredCount('DRY_RUNS', 'calls'),
        },
        now,
      }),
    violations,
    notices: () => noticeStore(records),
    sessions: () => sessions,
    coverage: () => coverageStore(table),
    schedule: () =>
      oneTimeSchedules({
        client: scheduler,
        group: requiredVariable('SCHEDULE_GROUP'),
        queueArn: requiredVariable('SCHEDULE_QUEUE_ARN'),
        roleArn: requiredVariable('SCHEDULE_ROLE_ARN'),
        deadLetterArn: requiredVariable('SCHEDULE_DEAD_LETTER_ARN'),
      }),
    notify: () => topicNotifier({ clientIn: snsIn, topicArn: optionalVariable('NOTIFICATION_TOPIC_ARN') }),
    factsOfRecord: () =>
      recordFacts({
        known: noFacts,
        accessOf: accessOfRequesters({ ...lookup, store, whenOld: 'undecided' }),
        runs: runsOfTasks({ ...lookup, store: sessions }),
        store: sessions,
        toAskAbout,
        issuedSession,
        report,
      }),
    factsOfSubmission: factsOfSubmission({
      ...lookup,
      table,
      accessOf: accessOfRequesters({ ...lookup, store, whenOld: 'unavailable' }),
      runs: runsOfTasks({ ...lookup, store: sessions }),
      request: (accountId) => publish([keysSoughtEvent(accountId)]),
    }),
    setAside: () => deadLetterQueue({ client: sqs, queueUrl: requiredVariable('DEAD_LETTER_QUEUE_URL') }),
    now,
    meter,
    log,
  };
}

interface BookOptions extends Pick<RecorderOptions, 'publish' | 'now'> {
  readonly keeper: PolicyKeeper;
  readonly withoutPolicy: WithoutPolicy;
  readonly meter: Meter;
}

/** Without a profile in AWS AppConfig the defaults are what the operator chose. */
function currentBook({ keeper, publish, withoutPolicy, now, meter }: BookOptions): CurrentRuleBook {
  const profile = optionalVariable('POLICY_PROFILE');
  if (profile === '') {
    const defaults = openRuleBook(rules, defaultPolicy);
    return async () => defaults;
  }
  return policySource({
    readDocument: appConfigDocument({ profile, client: appConfig }),
    open: openDocument,
    keeper,
    record: policyRecorder({ keeper, publish, now }),
    defaults: firstBook(rules),
    ...(withoutPolicy !== 'fails' && { standIn: standInBook(rules) }),
    now,
    meter,
    log,
  });
}

function publisher(
  waiting: keyof typeof publishing,
  { put: keep, findingsKept }: ViolationStore,
  { now, meter }: Pick<Deployed, 'now' | 'meter'>,
): PublishEvents {
  const { attempts, mayFail } = publishing[waiting];
  const toBus = eventPublisher({
    client: eventBridge,
    busName: requiredVariable('EVENT_BUS_NAME'),
    attempts,
  });
  const toBoth = alsoToSecurityHub(countFailures(meter, toBus), {
    client: securityHub,
    productArn: optionalVariable('SECURITY_HUB_PRODUCT_ARN'),
    findingsKept,
    now,
    onFailure: async (error) => {
      meter.count('SinkFailures');
      await log('error', 'findings not imported into Security Hub', { error });
    },
    mayFail,
  });
  return keptFirst(toBoth, {
    keep,
    onFailure: async (error) => {
      meter.count('RecordFailures');
      await log('error', 'violations not kept', { error });
    },
    mayFail,
  });
}

interface SubmissionLookup
  extends Pick<KeyOwnerOptions, 'maxAge' | 'ownAccount' | 'now' | 'report' | 'request'>,
    Pick<FactSources, 'accessOf' | 'runs'> {
  readonly table: Table;
}

function factsOfSubmission({ table, accessOf, runs, ...lookup }: SubmissionLookup): FactsOfSubmission {
  const accountOfKey = keyAccounts({ client: sts, ...lookup });
  const ownerOfKey = keyOwners({
    ...lookup,
    index: keyIndex(table),
    accountOfKey,
    partition: partitionOf(requiredVariable('AWS_REGION')),
  });
  const maximumOf = roleMaximums({ client: iam, ...lookup });
  return submissionFacts({
    known: noFacts,
    accountOfKey,
    ownerOfKey,
    accessOf,
    maximumOf,
    runs,
    toAskAbout,
    requesterOf,
  });
}

/** IAM ARNs name the partition, which a Region tells (AWS General Reference, "Amazon Resource Names"). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The parser and its YAML load with the first document: the defaults need neither. */
async function openDocument(document: string) {
  const { parsePolicy } = await import('../shared/policy/parse-policy.ts');
  const ids = rules.map(({ meta }) => meta.id);
  return openRuleBook(rules, parsePolicy(document, ids));
}
