import { diedOfExpiry, type Run } from './run.ts';

/** What is told of one run that is kept: two are usual, its start and its end. */
const mostTold = 8;
/** UTF-16 code units: an item of DynamoDB takes 400 KB, and a code unit at most three bytes of it. */
const longestTold = 120_000;
/** Those of all else that is told. */
const ofTheRest = 2000;

/** What tells a run from others: a run’s id is unique within its task (run.schema.json). */
export function runKey({ taskId, taskName, id }: Run): string {
  return JSON.stringify([taskId ?? taskName, id]);
}

/**
 * Adds what somebody tells of a run to what was told of it before, from which it gives the same list whatever the order in
 * which it was told, and however often. What decides comes first.
 */
export function tell<One extends Run>(told: readonly One[], run: One): readonly One[] {
  const said = withoutText(run);
  const place = told.findIndex((one) => decidingFirst(said, one) <= 0);
  const before = told[place];
  if (before !== undefined && decidingFirst(said, before) === 0) return told;
  const all = told.toSpliced(place === -1 ? told.length : place, 0, said);
  let length = 0;
  const kept = all.findIndex((one, index) => {
    length += lengthOf(one);
    return index > 0 && (index === mostTold || length > longestTold);
  });
  return kept === -1 ? all : all.slice(0, kept);
}

/** What may be told at length. */
function lengthOf({ roleArns = [] }: Run): number {
  return roleArns.reduce((sum, role) => sum + role.length, ofTheRest);
}

/** What says who a run is, and with what credentials it ran. */
const whoItIs = [
  'taskName',
  'mode',
  'roleArns',
  'sessionName',
  'sourceIdentity',
  'accessKeyId',
] as const satisfies readonly (keyof Run)[];

/**
 * The run of which something was told: when it began, ended and how, by what decides; who it is and with what credentials it
 * ran, by the first that says so. Of nothing there is none: throws RangeError.
 */
export function asTold<One extends Run>(told: readonly One[]): One {
  const [deciding] = told;
  if (deciding === undefined) throw new RangeError('expected something to be told of the run');
  const missing = told.length === 1 ? [] : whoItIs.filter((member) => deciding[member] === undefined);
  const found = missing.flatMap((member) => {
    const teller = told.find((one) => one[member] !== undefined);
    return teller === undefined ? [] : [[member, teller[member]] as const];
  });
  return found.length === 0 ? deciding : { ...deciding, ...Object.fromEntries(found) };
}

/** Runs, each once, however much is told of it. */
export function distinctRuns<One extends Run>(runs: Iterable<One>): One[] {
  return [...Map.groupBy(runs, runKey).values()].map((some) =>
    asTold(some.reduce<readonly One[]>((told, run) => tell(told, run), [])),
  );
}

/** The latest end decides; of two accounts that contradict each other always the same one, and one that says how the run ended. */
function decidingFirst(one: Run, other: Run): number {
  return (
    (other.endedAt ?? -1) - (one.endedAt ?? -1) ||
    descending(accountOf(one), accountOf(other)) ||
    descending(JSON.stringify(one), JSON.stringify(other))
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
