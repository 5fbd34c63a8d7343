import { diedOfExpiry, type Run } from './run.ts';

/** What is told of one run that is kept: two are usual, its start and its end. */
const mostTold = 8;
/** UTF-16 code units of JSON: an item of DynamoDB takes 400 KB, and a code unit at most three bytes of it. */
const longestTold = 120_000;

/** What tells a run from others: a run’s id is unique within its task (run.schema.json). */
export function runKey({ taskId, taskName, id }: Run): string {
  return JSON.stringify([taskId ?? taskName, id]);
}

/**
 * Adds what somebody tells of a run to what was told of it before, from which it gives the same list whatever the order in
 * which it was told, and however often.
 */
export function tell<One extends Run>(told: readonly One[], run: One): readonly One[] {
  const texts = new Map([...told, withoutText(run)].map((one) => [JSON.stringify(one), one]));
  const inOrder = [...texts].sort(([oneText, one], [otherText, other]) =>
    decidingFirst(one, oneText, other, otherText),
  );
  let length = 0;
  const kept = inOrder.findIndex(([text], index) => {
    length += text.length;
    return index > 0 && (index === mostTold || length > longestTold);
  });
  return inOrder.slice(0, kept === -1 ? undefined : kept).map(([, one]) => one);
}

/**
 * The run of which something was told: when it began, ended and how, by what decides; who it is and with what credentials it
 * ran, by the first that says so. Of nothing there is none: throws RangeError.
 */
export function asTold<One extends Run>(told: readonly One[]): One {
  const [deciding] = told;
  if (deciding === undefined) throw new RangeError('expected something to be told of the run');
  return Object.assign({}, ...told.toReversed().map(whoItIs), deciding);
}

/** Runs, each once, however much is told of it. */
export function distinctRuns<One extends Run>(runs: Iterable<One>): One[] {
  return [...Map.groupBy(runs, runKey).values()].map((some) =>
    asTold(some.reduce<readonly One[]>((told, run) => tell(told, run), [])),
  );
}

/** The latest end decides; of two accounts that contradict each other always the same one, and one that says how the run ended. */
function decidingFirst(one: Run, oneText: string, other: Run, otherText: string): number {
  return (
    (other.endedAt ?? -1) - (one.endedAt ?? -1) ||
    descending(accountOf(one), accountOf(other)) ||
    descending(oneText, otherText)
  );
}

function accountOf({ outcome, startedAt, errorMessage }: Run): string {
  return JSON.stringify([outcome ?? '', startedAt, errorMessage ?? '']);
}

function descending(one: string, other: string): number {
  return one < other ? 1 : Number(one > other) * -1;
}

/** Of an error's text alone is kept whether credentials had expired: what else it says may be a secret. */
function withoutText<One extends Run>(run: One): One {
  return run.errorMessage === undefined
    ? run
    : { ...run, errorMessage: diedOfExpiry(run) ? 'ExpiredToken' : undefined };
}

function whoItIs({ taskName, mode, roleArns, sessionName, sourceIdentity, accessKeyId }: Run): object {
  const members = { taskName, mode, roleArns, sessionName, sourceIdentity, accessKeyId };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
