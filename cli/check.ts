import type { Violation } from '../shared/contracts/result-contract.generated.ts';
import { violationPointers } from '../shared/evaluation/violation-pointers.ts';
import { findingsOf } from '../shared/findings/findings-of.ts';
import { counted } from '../shared/json/counted.ts';
import type { CheckedItem } from '../shared/report/check-report.ts';
import type { Place } from '../shared/report/source.ts';
import { violationsOn } from '../shared/report/task-report.ts';
import type { Facts } from '../shared/rules/facts.ts';
import type { Submission } from '../shared/submission/submission.ts';
import { type Input, type Inputs, readInputs, type TaskFilter, taskIdsOf } from './check-inputs.ts';
import type { Conclusion } from './conclude.ts';
import { UsageError } from './errors.ts';
import { type Judging, judgeSubmission, judgeTask } from './judge-task.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import type { Locate } from './locate-places.ts';
import { iamOption, listOption, occurrencesOption } from './option-values.ts';
import { progressOf } from './progress.ts';
import type { JudgingOptions, ResultCommand } from './result-command.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';

type CheckOptions = JudgingOptions & FactFiles & TaskFilter;

/** `sts-warden check PATH…`: all that can be read is decided, whatever the rest is. */
export const checkCommand = {
  kind: 'check',
  declare: (command) =>
    command
      .description('Decide mapping submissions, and the mapping tasks of Informatica’s export packages.')
      .argument(
        '<path...>',
        'submissions, one or an array of them (.json, .yaml); export packages (.zip, or a folder in which one is expanded); - is standard input',
      )
      .option('--task <glob>', 'only tasks of this name (may be repeated)', listOption)
      .option(
        '--folder <glob>',
        'only tasks of packages in this folder, as Explore/Sales (may be repeated)',
        listOption,
      )
      .addOption(iamOption())
      .addOption(occurrencesOption())
      .option(
        '--runs <file>',
        'known runs of the tasks: lines of run.schema.json, or a saved answer of Informatica’s activityLog',
      )
      .addHelpText(
        'after',
        "\nExamples:\n  sts-warden check --policy policy.yaml submission.json\n  sts-warden check --folder 'Explore/Sales*' --runs activity-log.json export.zip",
      ),
  run: check,
} as const satisfies ResultCommand<CheckOptions, 'check'>;

async function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<Conclusion<'check'>> {
  const book = await loadRuleBook(options.policy);
  const inputs = await inputsOf(paths, options, terminal);
  const { facts, troubles: factTroubles } = await loadFacts(options, book, taskIdsOf(inputs), terminal.stdin);
  const judging = { book, facts, now: terminal.now };
  const items = inputs.items.map((item) => judge(item, judging));
  if (options.quiet !== true && options.runs !== undefined) tellOfUnusedRuns(facts.runs, inputs, terminal);
  const { notUnderstood, hasPackage } = inputs;
  const troubles = [...factTroubles, ...inputs.troubles];
  const findings = findingsOf(violationsOn(items));
  const report = { items, findings, notUnderstood, hasPackage, troubles, unread: inputs.troubles };
  return { result: { kind: 'check', report } };
}

async function inputsOf(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<Inputs> {
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} files, {submissions} submissions',
    total: paths.length,
    counts: { submissions: 0 },
  });
  let submissions = 0;
  const inputs = await readInputs(paths, options, terminal, (count) => {
    submissions += count;
    progress.advance({ submissions });
  });
  progress.stop();
  if (inputs.items.length === 0 && inputs.leftOut > 0)
    throw new UsageError(`--task and --folder match none of ${counted(inputs.leftOut, 'task')}`);
  return inputs;
}

function judge(item: Input, judging: Judging): CheckedItem {
  if ('packaged' in item) {
    return { ...judgeTask(item.packaged, judging), source: { path: item.file } };
  }
  const { submission, path, locate } = item;
  const decided = judgeSubmission(submission, judging);
  const { violations } = decided.decision;
  const places =
    locate && Object.fromEntries(violations.map((one) => [one.id, placesOf(one, submission, locate)]));
  const source = { path, ...(violations.length > 0 && places && { places }) };
  return { ...decided, name: submission.task.name, source };
}

function placesOf(violation: Violation, submission: Submission, locate: Locate): Place[] {
  return violationPointers(violation, submission).map(locate);
}

/** Runs of other tasks say nothing. */
function tellOfUnusedRuns(runs: Facts['runs'], { items }: Inputs, terminal: Terminal): void {
  const ids = items.map((item) => ('packaged' in item ? item.packaged.id : item.submission.task.id));
  if (ids.some((id) => id !== undefined && runs.has(id))) return;
  const tasks = counted(runs.size, 'task');
  tell(terminal, `--runs: has runs of ${tasks}, and none of what is checked: runs are joined by \`task.id\``);
}
