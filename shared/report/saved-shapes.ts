import { severities } from '../findings/gravest-first.ts';
import { count, flag, listOf, mapOf, objectOf, oneOf, type Shape, text, time } from '../json/shape.ts';
import { rules } from '../rules/index.ts';

const anything: Shape = () => undefined;
const texts = listOf(text());
const ruleId = oneOf(...rules.map(({ meta }) => meta.id));
const version = oneOf('1');

const subject = objectOf(
  { kind: oneOf('credential-request', 'refused-call', 'session', 'submission', 'run', 'principal') },
  {
    ...Object.fromEntries(
      ['accountId', 'region', 'requester', 'roleArn', 'eventName', 'task', 'taskId', 'submissionId'].map(
        (name) => [name, text()],
      ),
    ),
    connection: text(),
    hop: oneOf('staging', 'database'),
    endpoints: texts,
  },
);

/** What is read of a violation. */
const savedViolation = objectOf(
  {
    schemaVersion: version,
    id: text(/^v1-/, 'the id of a violation'),
    ruleId,
    guideline: text(),
    severity: oneOf(...severities),
    status: oneOf('violation', 'attempt', 'exempted'),
    title: text(),
    message: text(),
    remediation: text(),
    references: texts,
    subject,
    evidence: mapOf(anything),
    observedAt: time,
  },
  { exemption: objectOf({}, { id: text(), expires: text() }) },
);

const counts = objectOf({
  pass: count,
  violation: count,
  notApplicable: count,
  undecided: count,
  fault: count,
});

const session = objectOf({
  requester: text(),
  role: text(),
  sessionName: text(),
  sessions: listOf(mapOf(anything)),
});

const cause = objectOf(
  {},
  {
    ...Object.fromEntries(
      ['account', 'requester', 'role', 'task', 'connection', 'hop', 'principal'].map((name) => [
        name,
        text(),
      ]),
    ),
    endpoints: texts,
  },
);
const compared = listOf(
  objectOf({
    id: text(),
    ruleId,
    severity: oneOf(...severities),
    status: oneOf('violation', 'attempt', 'exempted'),
    message: text(),
    cause,
  }),
);
/** What became of an earlier result's findings. */
const since = objectOf({ baseline: text(), known: count, gone: compared, notKnown: compared });

/** What is read of an audit. */
export const savedAudit = objectOf(
  {
    schemaVersion: version,
    policyRevision: text(),
    coverage: objectOf(
      {
        filesRead: count,
        filesSkipped: listOf(objectOf({ path: text(), reason: text() })),
        filesIgnored: count,
        withoutRecords: listOf(objectOf({ kind: text(), count, path: text(), place: text() })),
        recordsRead: count,
        recordsMalformed: count,
        malformed: listOf(objectOf({ path: text(), place: text(), reason: text() })),
        duplicatesRemoved: count,
        idCollisions: count,
        credentialRequests: count,
        recordsLeftOut: count,
        isLimited: flag,
        rules: mapOf(counts),
        requesters: objectOf({ count, withoutKnownAccess: count }),
        undecided: listOf(
          objectOf({ ruleId, missing: text(), count, requesterCount: count, requesters: texts }),
        ),
      },
      {
        firstEventTime: time,
        lastEventTime: time,
        exemptions: objectOf({}, { used: texts, expired: texts, unused: texts }),
        observed: objectOf({ callers: count, isComplete: flag }),
        interrupted: oneOf(true),
      },
    ),
    violations: listOf(savedViolation),
  },
  { since, sessions: listOf(session) },
);

/** What is read of access. */
export const savedAccess = objectOf(
  {
    schemaVersion: version,
    policyRevision: text(),
    outOfScope: count,
    leftOut: count,
    isJudged: flag,
    principals: listOf(
      objectOf(
        {
          arn: text(),
          hasAccess: oneOf(true, false, null),
          grants: listOf(objectOf({}, { policy: text(), statement: text(), actions: texts })),
        },
        { missing: texts, services: texts, actionCount: count, serviceLinked: oneOf(true) },
      ),
    ),
    violations: listOf(savedViolation),
  },
  { since },
);

const task = objectOf({ id: text(), name: text(), folder: text(), taskflows: texts }, { due: text() });
const place = objectOf({ pointer: text() }, { line: count, column: count });
const about = {
  task,
  name: text(),
  source: objectOf({ path: text() }, { places: mapOf(listOf(place)) }),
};

/** What is read of a decision, and of what it is about. */
export const savedDecision = objectOf(
  {
    schemaVersion: version,
    submissionId: text(),
    decision: oneOf('allow', 'block'),
    policyRevision: text(),
    evaluatedAt: time,
    results: listOf(
      objectOf(
        {
          ruleId,
          outcome: oneOf('pass', 'violation', 'not-applicable', 'undecided', 'fault'),
          mode: oneOf('enforce', 'warn', 'off'),
        },
        { reason: text(), missing: texts },
      ),
    ),
    violations: listOf(savedViolation),
  },
  { ...about, expectedSeconds: count, shortestSeconds: count },
);

/** What is read of a task that could not be read. */
/** Of a whole file. */
export const savedTrouble = objectOf({ schemaVersion: version, unreadable: text() });

export const savedUnreadable = objectOf({ schemaVersion: version, task, unreadable: text() }, about);

const taskFinding = objectOf({
  id: text(),
  ruleId,
  severity: oneOf(...severities),
  message: text(),
  task: objectOf({ id: text(), name: text(), folder: text() }),
});
const taskFindings = listOf(taskFinding);

/** What is read of a sweep, but for its tasks. */
export const savedSweep = objectOf(
  {
    schemaVersion: version,
    sweptAt: time,
    tasks: listOf(objectOf({ task })),
    notUnderstood: listOf(objectOf({ connector: text(), name: text(), where: text() })),
    starts: objectOf({ schedule: count, hand: count, rest: count, other: count }),
    leftOut: objectOf({ byName: count, notDue: count }),
    troubles: texts,
  },
  {
    since,
    changes: objectOf({
      since: time,
      new: taskFindings,
      cleared: taskFindings,
      stillThere: taskFindings,
      notLookedAt: taskFindings,
    }),
  },
);
