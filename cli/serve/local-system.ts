import { answerQueries } from '../../functions/answer-queries/answer-queries.ts';
import { auditCredentialRequests } from '../../functions/audit-credential-requests/audit-credential-requests.ts';
import { checkSubmission } from '../../functions/check-submission/check-submission.ts';
import { reviewSubmission } from '../../functions/review-submission/review-submission.ts';
import { dueMessage } from '../../functions/track-sessions/due.ts';
import { trackSessions } from '../../functions/track-sessions/track-sessions.ts';
import { whoSigned } from '../../shared/aws/facts/caller-identity.ts';
import { recordFacts } from '../../shared/aws/facts/record-facts.ts';
import { reportUnavailable } from '../../shared/aws/facts/report-unavailable.ts';
import { runsOfTasks } from '../../shared/aws/facts/runs-of-tasks.ts';
import { proofVerification } from '../../shared/aws/facts/verify-proofs.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import { expiringType, type PublishEvents } from '../../shared/aws/publishing/events.ts';
import { coverageNotes } from '../../shared/aws/records/coverage-notes.ts';
import { keptFirst } from '../../shared/aws/records/kept-first.ts';
import { coverageOf } from '../../shared/coverage/region-coverage.ts';
import type { ExpiringCredentials } from '../../shared/evaluation/expiring-credentials.ts';
import { issuedSession } from '../../shared/evaluation/issued-session.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { eventRules } from '../../shared/events/event-rules.generated.ts';
import type { GateOptions } from '../../shared/gate/gate.ts';
import { toAskAbout } from '../../shared/gate/to-ask-about.ts';
import { eventBus, type PutEvents, type WorkOn } from '../../shared/local/bus/event-bus.ts';
import { eventIntake } from '../../shared/local/bus/event-intake.ts';
import { ownEvents } from '../../shared/local/bus/own-events.ts';
import { functionQueue } from '../../shared/local/bus/queue.ts';
import { localCaller } from '../../shared/local/http/gateway-event.ts';
import { livePicture } from '../../shared/local/store/live-picture.ts';
import { localCoverage } from '../../shared/local/store/local-coverage.ts';
import { localDecisions } from '../../shared/local/store/local-decisions.ts';
import { localSchedules } from '../../shared/local/store/local-schedules.ts';
import { localSessions } from '../../shared/local/store/local-sessions.ts';
import { localViolations } from '../../shared/local/store/local-violations.ts';
import { deploymentIdOf, localProofUses } from '../../shared/local/store/proofs.ts';
import { recentRecords } from '../../shared/local/store/recent-records.ts';
import { localSetAside } from '../../shared/local/store/set-aside.ts';
import type { Sqlite } from '../../shared/local/store/sqlite.ts';
import type { Facts } from '../../shared/rules/facts.ts';
import type { Run } from '../../shared/sessions/run.ts';
import { localFacts } from './local-facts.ts';

/** As long as the template's parameters have it by default. */
const keptSeconds = 400 * 24 * 3600;
const validSeconds = 900;
/** Records from which the sessions on the page are read. */
const mostRecords = 1000;
/** Records come in files, as they are written. */
const settleSeconds = 900;
const coverageSilenceSeconds = 24 * 3600;

export interface LocalSystemOptions {
  readonly book: RuleBook;
  /** What files say beyond what is judged. */
  readonly facts: Facts;
  /** Runs that files tell of. */
  readonly runs: readonly Run[];
  readonly store: Sqlite;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: Log;
  /** Learns that what is kept has changed. */
  readonly changed: () => void;
}

/** Nobody reads metrics here: what was decided and found is on the page. */
const meter: Meter = {
  count: () => undefined,
  violation: () => undefined,
  age: () => undefined,
  flush: async () => undefined,
  prepare: () => undefined,
};

/** Wires the functions to the local store and bus, as functions/deployed.ts wires them to AWS. */
export function localSystem(options: LocalSystemOptions) {
  const { book, facts, runs: filed, store, now, newId, log, changed } = options;
  const retention = { keptSeconds, now };
  const report = reportUnavailable(meter, log);
  const sessions = localSessions(store, retention);
  const runs = runsOfTasks({ store: sessions, filed, now, report });
  const { factsOf, taskOf } = localFacts(facts, runs);
  const decisions = localDecisions(store, { ...retention, taskOf });
  const violations = localViolations(store, retention);
  const coverage = localCoverage(store, now);
  const records = recentRecords(store, mostRecords);
  const readers = [localCaller];
  const common = { currentBook: async () => book, meter, log, now };
  const publish = publisher();
  const gate: GateOptions = { ...common, store: decisions, publish, factsOf, validSeconds, newId };
  const keep = localSetAside(store, now);
  const schedules = localSchedules(store, now);
  const [auditQueue, submissionQueue, sessionQueue] = [
    functionQueue(newId, keep),
    functionQueue(newId, keep),
    functionQueue(newId, keep),
  ];

  const audit = auditCredentialRequests({
    ...common,
    factsOf: recordFacts({
      known: facts,
      accessOf: async () => facts.access,
      runs,
      store: sessions,
      toAskAbout,
      issuedSession,
      report,
    }),
    publish,
    noteCoverage: coverageNotes({ ...common, store: coverage }),
    setAside: auditQueue.setAside,
  });
  const review = reviewSubmission({ ...gate, log, setAside: submissionQueue.setAside });
  const track = sessionQueue.work(
    trackSessions({
      ...common,
      store: sessions,
      schedule: (due, at) => schedules.schedule(dueMessage(due), at),
      publish,
      settleSeconds,
      setAside: sessionQueue.setAside,
    }),
  );
  const put: PutEvents = eventBus({
    rules: eventRules,
    queues: {
      AuditQueue: inUnit(auditQueue.work(audit)),
      SubmissionQueue: inUnit(submissionQueue.work(review)),
      SessionQueue: inUnit(track),
    },
  });

  /** What comes at once is committed at once: a commit costs as much as many statements. */
  function inUnit(work: WorkOn): WorkOn {
    return (events) => store.unit(() => work(events));
  }

  /** Works on what is due; what fails is due again a little later. */
  const workOnDue = () => store.unit(workOnAllDue);

  async function workOnAllDue(): Promise<void> {
    for (const { message, done, later } of schedules.due()) {
      const { failed } = await track([{ ...message }]);
      if (failed === 0) done();
      else later();
    }
  }

  /** Of what the functions tell, nothing is answered that was not kept. */
  function publisher(): PublishEvents {
    const onFailure = (error: unknown) => log('error', 'violations not kept', { error });
    const toBus: PublishEvents = async (events) => {
      changed();
      for (const { detailType, detail } of events)
        if (detailType === expiringType) await log('warn', expiryText(detail as ExpiringCredentials));
      await put('own', ownEvents(events, { now, newId }));
    };
    return keptFirst(toBus, { keep: violations.put, onFailure, mayFail: false });
  }

  return {
    checkSubmission: checkSubmission({
      ...gate,
      log,
      readers,
      verifyProofs: proofVerification({
        deploymentId: deploymentIdOf(store, newId),
        partition: 'aws',
        now,
        use: localProofUses(store),
        whoSigned: whoSigned(fetch),
        report,
      }),
      // Nobody shares this machine's hook: there is no caller to be kept from using up what others need.
      countCall: async () => undefined,
    }),
    answerQueries: answerQueries({
      ...common,
      decisions,
      violations,
      coverage,
      coverageSilenceSeconds,
      readers,
    }),
    intake: eventIntake({
      put,
      judged: (some) => {
        records.add(some);
        if (some.length > 0) changed();
      },
    }),
    workOnDue,
    picture: livePicture({ book, facts, decisions, violations, records }),
    /** From where records come. */
    covered: () => coverageOf(coverage.all(), Math.floor(now().getTime() / 1000), coverageSilenceSeconds),
  };
}

function expiryText({ task, runId, roleArn, secondsLeft }: ExpiringCredentials): string {
  return `run ${runId} of ${task} goes on, and its credentials for ${roleArn} end in ${secondsLeft} s`;
}
