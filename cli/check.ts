import type { Decision } from '../shared/contracts/result-contract.generated.ts';
import { decide } from '../shared/evaluation/decide.ts';
import { counted } from '../shared/json/counted.ts';
import { decisionText } from '../shared/report/decision-text.ts';
import type { Facts } from '../shared/rules/facts.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import type { Conclusion } from './conclude.ts';
import { type FailLevel, reachesLevel } from './fail-level.ts';
import { jsonLines, jsonText } from './formats.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import { iamOption } from './option-values.ts';
import { progressOf } from './progress.ts';
import { documentsIn } from './read-submissions.ts';
import type { JudgingOptions, ResultCommand } from './result-command.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';

type CheckOptions = JudgingOptions & FactFiles;

/** A submission's decision, and the name under which a person knows it. */
interface Decided {
  readonly title: string;
  readonly decision: Decision;
}

/** `sts-warden check FILE…`: every submission that can be read is decided, whatever the others are. */
export const checkCommand = {
  name: 'check',
  formats: {
    table: (decided, paint) =>
      decided.map(({ title, decision }) => decisionText(decision, title, paint)).join(''),
    json: (decided) => jsonText(decided.length === 1 ? decided[0]?.decision : decisionsIn(decided)),
    jsonl: (decided) => jsonLines(decisionsIn(decided)),
  },
  declare: (command) =>
    command
      .description('Decide mapping submissions before they start.')
      .argument('<file...>', 'submissions, one or an array of them (.json, .yaml); - is standard input')
      .addOption(iamOption())
      .option(
        '--runs <file>',
        'known runs of the tasks: lines of run.schema.json, or a saved answer of Informatica’s activityLog',
      )
      .addHelpText('after', '\nExample:\n  sts-warden check --policy policy.yaml submission.json'),
  run: check,
} as const satisfies ResultCommand<CheckOptions, readonly Decided[], string>;

async function check(
  files: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<Conclusion<readonly Decided[]>> {
  const book = await loadRuleBook(options.policy);
  const { facts, troubles: factTroubles } = await loadFacts(options, book);
  const decided: Decided[] = [];
  const checkedTasks = new Set<string | undefined>();
  const troubles = [...factTroubles];
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} files, {submissions} submissions',
    total: files.length,
    counts: { submissions: 0 },
  });
  for (const path of files) {
    for (const document of await documentsIn(path, troubles, terminal)) {
      try {
        const submission = parseSubmission(document);
        checkedTasks.add(submission.task.id);
        const decision = decide(book, { submission, facts, evaluatedAt: terminal.now().toISOString() });
        decided.push({ title: `${submission.task.name} (${path})`, decision });
      } catch (error) {
        if (!(error instanceof MalformedSubmissionError)) throw error;
        troubles.push(`${path}: ${error.message}`);
      }
    }
    progress.advance({ submissions: decided.length });
  }
  progress.stop();
  if (options.runs !== undefined && options.quiet !== true)
    tellOfUnusedRuns(facts.runs, checkedTasks, terminal);
  return {
    report: decided,
    isFound: decisionsIn(decided).some((decision) => isFound(decision, options.failLevel)),
    troubles,
    reportedTroubles: decided.flatMap(faultLines),
  };
}

/** Runs of other tasks say nothing: an answer of Informatica's has its own ids, which an export has not. */
function tellOfUnusedRuns(
  runs: Facts['runs'],
  checkedTasks: ReadonlySet<string | undefined>,
  terminal: Terminal,
): void {
  if ([...runs.keys()].some((taskId) => checkedTasks.has(taskId))) return;
  const tasks = counted(runs.size, 'task');
  tell(terminal, `--runs: has runs of ${tasks}, and none of what is checked: runs are joined by \`task.id\``);
}

function decisionsIn(decided: readonly Decided[]): Decision[] {
  return decided.map(({ decision }) => decision);
}

function isFound({ decision, violations }: Decision, failLevel: FailLevel): boolean {
  return (decision === 'block' && failLevel !== 'never') || reachesLevel(violations, failLevel);
}

/** The rules that failed on a submission, a line each. */
function faultLines({ title, decision }: Decided): string[] {
  const faults = decision.results.filter(({ outcome }) => outcome === 'fault');
  return faults.map(({ ruleId }) => `${title}: the rule ${ruleId} failed`);
}
