import { InvalidArgumentError } from 'commander';
import { factsOfRuns } from '../shared/evaluation/facts-of-runs.ts';
import { findingsOf } from '../shared/findings/findings-of.ts';
import { dueTask } from '../shared/informatica/due-task.ts';
import type { PackagedTask } from '../shared/informatica/export-package.ts';
import { openOrganization } from '../shared/informatica-api/organization.ts';
import { OrganizationError } from '../shared/informatica-api/organization-error.ts';
import type { Outside } from '../shared/informatica-api/outside.ts';
import { type Sweep, sweepOrganization } from '../shared/informatica-api/sweep.ts';
import { counted } from '../shared/json/counted.ts';
import { changesSince, findingsOn } from '../shared/report/sweep-changes.ts';
import type { SweepReport } from '../shared/report/sweep-report.ts';
import { type JudgedTask, violationsOn } from '../shared/report/task-report.ts';
import { isChosen, type TaskFilter } from './check-inputs.ts';
import type { Conclusion } from './conclude.ts';
import { UsageError } from './errors.ts';
import { type Judging, judgeTask } from './judge-task.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import { iamOption, listOption, occurrencesOption } from './option-values.ts';
import { progressOf } from './progress.ts';
import type { JudgingOptions, ResultCommand } from './result-command.ts';
import { type NamedRun, readSavedSweep, type SavedSweep, type SweepSaver, saveSweep } from './saved-sweep.ts';
import { accessOf, type OrganizationOptions } from './sweep-access.ts';
import type { Interruption, Terminal } from './terminal.ts';

interface SweepOptions extends JudgingOptions, Pick<FactFiles, 'iam'>, TaskFilter, OrganizationOptions {
  /** Hours. */
  readonly due?: number;
  readonly save?: string;
  readonly since?: string;
}

/** What is there before the organization is asked. */
interface Preparation {
  readonly judging: Judging;
  readonly troubles: readonly string[];
  readonly saver: SweepSaver | undefined;
  readonly earlier: SavedSweep | undefined;
}

/** `sts-warden sweep`: every mapping task of an organization is decided, as it is now. */
export const sweepCommand = {
  kind: 'sweep',
  declare: (command) =>
    command
      .description('Decide every mapping task of an Informatica organization, over its REST API.')
      .option(
        '--login-url <url>',
        'where to log in, as https://dm-us.informaticacloud.com; user and password from INFORMATICA_USERNAME and INFORMATICA_PASSWORD',
      )
      .option(
        '--base-url <url>',
        'where the organization is, as https://usw5.dm-us.informaticacloud.com/saas; a session from INFORMATICA_SESSION_ID',
      )
      .option('--due <hours>', 'only tasks that are due within so many hours', hoursOption)
      .option('--task <glob>', 'only tasks of this name (may be repeated)', listOption)
      .option('--folder <glob>', 'only tasks in this folder, as Explore/Sales (may be repeated)', listOption)
      .option('--save <folder>', 'keep packages and runs, for `check FOLDER --runs FOLDER/runs.jsonl`')
      .option('--since <folder>', 'say what changed since a sweep that was saved there')
      .addOption(iamOption())
      .addOption(occurrencesOption())
      .addHelpText(
        'after',
        '\nExample:\n  INFORMATICA_USERNAME=… INFORMATICA_PASSWORD=… sts-warden sweep --login-url https://dm-us.informaticacloud.com --due 24',
      ),
  run: sweep,
} as const satisfies ResultCommand<SweepOptions, 'sweep'>;

function hoursOption(text: string): number {
  const hours = Number(text);
  if (!/^\d{1,4}(?:\.\d+)?$/.test(text) || hours === 0)
    throw new InvalidArgumentError('expected a number of hours above 0');
  return hours;
}

async function sweep(
  _: readonly string[],
  options: SweepOptions,
  terminal: Terminal,
): Promise<Conclusion<'sweep'>> {
  const access = accessOf(options, terminal.environment);
  const preparation = await prepare(options, terminal);
  const stop = new AbortController();
  let interrupted: Interruption | undefined;
  const listen = terminal.onInterrupt((by) => {
    interrupted = by;
    stop.abort();
  });
  const outside: Outside = {
    send: fetch,
    wait: terminal.wait,
    random: Math.random,
    now: () => terminal.now().getTime(),
    stop: stop.signal,
  };
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} {step}',
    counts: { step: 'tasks listed' },
  });
  try {
    const found = await sweepOrganization(
      openOrganization(access, outside),
      {
        isWanted: (task) => isChosen(task, options),
        keepPackage: async (bytes) => preparation.saver?.keepPackage(bytes),
        hear: (step, all, done) => progress.show(done, all, { step: steps[step] }),
      },
      outside,
    );
    return await conclusionOf(found, preparation, options, interrupted);
  } catch (error) {
    if (error instanceof OrganizationError && interrupted !== undefined)
      return interruptedConclusion(terminal, interrupted);
    throw error;
  } finally {
    progress.stop();
    listen();
    await preparation.saver?.discard();
  }
}

const steps = { exports: 'tasks exported', runs: 'tasks, with their runs' };

/** All that can fail without the organization fails before it is asked. */
async function prepare(options: SweepOptions, terminal: Terminal): Promise<Preparation> {
  const book = await loadRuleBook(options.policy);
  const { facts, troubles } = await loadFacts(
    options.iam === undefined ? {} : { iam: options.iam },
    book,
    undefined,
    terminal.stdin,
  );
  const earlier = options.since === undefined ? undefined : await readSavedSweep(options.since);
  const saver = options.save === undefined ? undefined : await saveSweep(options.save);
  return { judging: { book, facts, now: terminal.now }, troubles, saver, earlier };
}

async function conclusionOf(
  found: Sweep,
  preparation: Preparation,
  options: SweepOptions,
  interrupted: Interruption | undefined,
): Promise<Conclusion<'sweep'>> {
  const { judging, saver, earlier, troubles } = preparation;
  if (found.leftOut > 0 && found.tasks.length + found.unreadable.length === 0)
    throw new UsageError(`--task and --folder match none of ${counted(found.leftOut, 'task')}`);
  const swept = judgedTasks(found, judging);
  const sweptAt = judging.now().toISOString();
  const saveTroubles =
    interrupted !== undefined ? [] : await saved(saver, found, { sweptAt, findings: findingsOn(swept) });
  const tasks = swept.filter((judged) => isDueSoon(judged, judging.now(), options.due));
  const changes = earlier && changesSince(earlier, { tasks: swept, listed: found.listed });
  return {
    result: {
      kind: 'sweep',
      report: {
        sweptAt,
        findings: findingsOf(violationsOn(tasks)),
        tasks,
        notUnderstood: found.notUnderstood,
        starts: startsOf(tasks, found),
        leftOut: { byName: found.leftOut, notDue: swept.length - tasks.length },
        ...(changes !== undefined && { changes }),
        troubles: [...troubles, ...saveTroubles, ...found.troubles],
      },
    },
    interrupted,
  };
}

/** Keeps what was found. Where that fails the report is there all the same: returns what is wrong. */
async function saved(
  saver: SweepSaver | undefined,
  found: Sweep,
  decided: Pick<SavedSweep, 'sweptAt' | 'findings'>,
): Promise<string[]> {
  const unreadable = found.unreadable.map(({ task, reason }) => `${task.folder}/${task.name}: ${reason}`);
  try {
    await saver?.finish(namedRuns(found), { ...decided, troubles: [...found.troubles, ...unreadable] });
    return [];
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}

/** The tasks of the packages in their order, then those that are in none. */
function judgedTasks(found: Sweep, judging: Judging): JudgedTask[] {
  const runs = [...found.runs].flatMap(([taskId, logged]) => logged.map(({ run }) => ({ ...run, taskId })));
  const withRuns = { ...judging, facts: { ...judging.facts, ...factsOfRuns(runs) } };
  const calendar = { schedules: found.schedules, now: judging.now().getTime() };
  const decided = found.tasks.map((packaged: PackagedTask) => {
    const due = dueTask(packaged, found.runs.get(packaged.id), calendar);
    return withDue(judgeTask(packaged, withRuns), due);
  });
  const unreadable = found.unreadable.map(({ task, reason }) => {
    const { id, name, folder } = task;
    return withDue({ task: { id, name, folder, taskflows: [] }, unreadable: reason }, 'unknown');
  });
  return [...decided, ...unreadable];
}

function withDue(judged: JudgedTask, due: ReturnType<typeof dueTask>): JudgedTask {
  if (due === 'never') return judged;
  return {
    ...judged,
    task: { ...judged.task, due: due === 'unknown' ? due : new Date(due).toISOString() },
  };
}

/** Of what nobody knows when it is due nothing is hidden. */
function isDueSoon({ task: { due } }: JudgedTask, now: Date, hours: number | undefined): boolean {
  if (hours === undefined || due === 'unknown') return true;
  return due !== undefined && Date.parse(due) <= now.getTime() + hours * 3_600_000;
}

function startsOf(tasks: readonly JudgedTask[], { runs }: Sweep): SweepReport['starts'] {
  const starts = { schedule: 0, hand: 0, rest: 0, other: 0 };
  for (const { task } of tasks) for (const { starter } of runs.get(task.id) ?? []) starts[starter]++;
  return starts;
}

function namedRuns({ tasks, runs }: Sweep): NamedRun[] {
  return tasks.flatMap(({ id, name }) =>
    (runs.get(id) ?? []).map(({ run }) => ({ run: { ...run, taskId: id }, taskName: name })),
  );
}

/** The end before there is anything. */
function interruptedConclusion({ now }: Terminal, interrupted: Interruption): Conclusion<'sweep'> {
  return {
    result: {
      kind: 'sweep',
      report: {
        sweptAt: now().toISOString(),
        findings: [],
        tasks: [],
        notUnderstood: [],
        starts: { schedule: 0, hand: 0, rest: 0, other: 0 },
        leftOut: { byName: 0, notDue: 0 },
        troubles: [],
      },
    },
    interrupted,
  };
}
