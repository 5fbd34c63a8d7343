/**
 * How fast the state machine itself is, without a store and a queue: runs that start, have a session and end, a fiftieth of them
 * after their credentials had, told one after the other; in facts a second of processor time, and beside `JSON.parse` of
 * the same facts in the same process. `npm run bench:machine`.
 */
import { evaluateRun } from '../../shared/evaluation/evaluate-run.ts';
import { expiryToWatch } from '../../shared/evaluation/expiring-credentials.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import type { Run } from '../../shared/sessions/run.ts';
import { type CoveringSession, coverOf } from '../../shared/sessions/run-cover.ts';
import { asTold, tell } from '../../shared/sessions/told-run.ts';

const rounds = 30;
const runsOfRound = 10_000;
const oneLateOf = 50;
const factsOfRun = 3;
const roleArn = 'arn:aws:iam::123456789012:role/redshift-stage';
const book = openRuleBook(rules, defaultPolicy);

interface Facts {
  readonly start: Run;
  readonly session: CoveringSession;
  readonly end: Run;
}

function factsAt(second: number): Facts {
  const start: Run = {
    id: `task-1/${second}`,
    taskId: 'task-1',
    taskName: 'orders',
    startedAt: second * 1000,
    endedAt: undefined,
    outcome: undefined,
    errorMessage: undefined,
  };
  const isLate = second % oneLateOf === 0;
  const session: CoveringSession = {
    issuedAt: second + 1,
    expiresAt: second + 901,
    eventId: `event-${second}`,
    accessKeyId: `ASIA${second}`,
    sessionName: 'orders',
    sourceIdentity: undefined,
    requesterKeyId: 'AKIAEXAMPLEEXAMPLE01',
  };
  const endedAt = (second + (isLate ? 1200 : 800)) * 1000;
  return { start, session, end: { ...start, endedAt, outcome: isLate ? 'failed' : 'success' } };
}

/** How many violations there are. */
function follow(all: readonly Facts[]): number {
  let violations = 0;
  for (const { start, session, end } of all) {
    const told = tell([], start);
    expiryToWatch(book, coverOf(asTold(told), roleArn, [session], session.issuedAt));
    const run = asTold(tell(told, end));
    const outcomes = evaluateRun(book, coverOf(run, roleArn, [session], session.issuedAt + 2000), noFacts);
    for (const outcome of outcomes) violations += outcome.violations.length;
  }
  return violations;
}

/** Seconds of processor time. */
function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let [parsing, following, violations] = [0, 0, 0];
for (let round = 0; round <= rounds; round++) {
  const all = Array.from({ length: runsOfRound }, (_, second) => factsAt(second));
  const texts = all.flatMap((facts) => Object.values(facts).map((fact) => JSON.stringify(fact)));
  const parsed = secondsOf(() => {
    for (const text of texts) JSON.parse(text);
  });
  const followed = secondsOf(() => {
    violations += follow(all);
  });
  // The first round warms up.
  if (round === 0) continue;
  parsing += parsed;
  following += followed;
}
const runs = rounds * runsOfRound;
if (violations !== (runs + runsOfRound) / oneLateOf) throw new Error(`got ${violations} violations`);
const rate = Math.round((runs * factsOfRun) / following);
process.stdout.write(
  `${rate} facts a second of processor time, ${(following / parsing).toFixed(1)} times JSON.parse of the same\n`,
);
if (rate < 500_000) process.exitCode = 1;
