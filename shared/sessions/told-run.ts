import { diedOfExpiry, type Run } from './run.ts';

/** What says who a run is, and with what credentials it ran. */
const whoItIs = [
  'taskId',
  'taskName',
  'mode',
  'roleArns',
  'sessionName',
  'sourceIdentity',
  'accessKeyId',
] as const satisfies readonly (keyof Run)[];

type Name = (typeof whoItIs)[number];

/** What tells a run from others: a run’s id is unique within its task (run.schema.json). */
export function runKey({ taskId, taskName, id }: Run): string {
  return JSON.stringify([taskId ?? taskName, id]);
}

/** The first and the last key that runs of a task may have, which is called by its id, or by its name where it has none. */
export function keysOfTask(task: string): [string, string] {
  const first = JSON.stringify([task]).replace(/]$/, ',');
  return [first, `${first}\u{10ffff}`];
}

/**
 * Adds what somebody tells of a run to what was told of it before. Kept is what {@link asTold} goes by and no more: the
 * account that decides, and who the run is by the first that says so. So it has eight members at most, nothing that
 * contradicts one of them puts the others out, and it is the same whatever the order in which it was told, and however often.
 * What decides comes first.
 */
export function tell(told: readonly Run[], run: Run): readonly Run[] {
  if (told.length === 0) return [withoutText(run)];
  const said = new Set<Name>();
  return accountsOf([...told, withoutText(run)]).flatMap((one, index) => {
    const news = whoItIs.filter((name) => one[name] !== undefined && !said.has(name));
    for (const name of news) said.add(name);
    if (index === 0) return [one];
    return news.length > 0 ? [tellingOf(one, news)] : [];
  });
}

/**
 * The run of which something was told: when it began, ended and how, by what decides; who it is and with what credentials it
 * ran, by the first that says so. Of nothing there is none: throws RangeError.
 */
export function asTold(told: readonly Run[]): Run {
  const [deciding] = told;
  if (deciding === undefined) throw new RangeError('expected something to be told of the run');
  return told.length === 1 ? deciding : { ...deciding, ...namesIn(told) };
}

/** Runs, each once, however much is told of it. */
export function distinctRuns(runs: Iterable<Run>): Run[] {
  return [...Map.groupBy(runs, runKey).values()].map((some) =>
    asTold(some.reduce<readonly Run[]>((told, run) => tell(told, run), [])),
  );
}

/** Different accounts of when the run began, ended and how, what decides first; those that are alike are one. */
function accountsOf(told: readonly Run[]): Run[] {
  const accounts: Run[] = [];
  for (const one of told.toSorted(decidingFirst)) {
    const last = accounts.at(-1);
    if (last !== undefined && decidingFirst(last, one) === 0)
      accounts[accounts.length - 1] = together(last, one);
    else accounts.push(one);
  }
  return accounts;
}

/** The latest end decides; of two accounts that contradict each other always the same one, and one that says how the run ended. */
function decidingFirst(one: Run, other: Run): number {
  return (
    endOf(other) - endOf(one) ||
    descending(one.outcome ?? '', other.outcome ?? '') ||
    other.startedAt - one.startedAt ||
    descending(one.errorMessage ?? '', other.errorMessage ?? '')
  );
}

/** A run that goes on has ended before all times. */
function endOf({ endedAt = -8.64e15 - 1 }: Run): number {
  return endedAt;
}

/** Two tellings of one account: where they contradict each other on who the run is, always the same one is believed. */
function together(one: Run, other: Run): Run {
  const contradicting = whoItIs.filter((name) => descending(textOf(one[name]), textOf(other[name])) > 0);
  return { ...one, ...Object.fromEntries(contradicting.map((name) => [name, other[name]])) };
}

/** An account, and of what says who the run is no more than some. */
function tellingOf(run: Run, names: readonly Name[]): Run {
  const { id, startedAt, endedAt, outcome, errorMessage } = run;
  const account = { id, taskId: undefined, startedAt, endedAt, outcome, errorMessage };
  return { ...account, ...Object.fromEntries(names.map((name) => [name, run[name]])) };
}

/** Of each member of {@link whoItIs} the first that is told. */
function namesIn(told: readonly Run[]): Partial<Run> {
  const entries = whoItIs.flatMap((name) => {
    const teller = told.find((one) => one[name] !== undefined);
    return teller === undefined ? [] : [[name, teller[name]] as const];
  });
  return Object.fromEntries(entries);
}

function textOf(value: Run[Name]): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function descending(one: string, other: string): number {
  return one < other ? 1 : Number(one > other) * -1;
}

/** Of an error's text alone is kept whether credentials had expired: what else it says may be a secret. */
function withoutText(run: Run): Run {
  return run.errorMessage === undefined
    ? run
    : { ...run, errorMessage: diedOfExpiry(run) ? 'ExpiredToken' : undefined };
}
