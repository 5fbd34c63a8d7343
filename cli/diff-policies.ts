import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { defaultMaxFileSize } from '../shared/archive/read-file.ts';
import { ArchiveAudit } from '../shared/audit/archive-audit.ts';
import { isNothingJudged } from '../shared/audit/nothing-judged.ts';
import type { RecordTaker } from '../shared/audit/take-reading.ts';
import type { Decision } from '../shared/contracts/result-contract.generated.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { findingsOf } from '../shared/findings/findings-of.ts';
import {
  comparePolicies,
  isNoDifference,
  outcomeSums,
  type PolicyTrial,
} from '../shared/policy-making/compare-policies.ts';
import type { Paint } from '../shared/report/paint.ts';
import { policyDifferenceText } from '../shared/report/policy-difference-text.ts';
import { troublesIn } from './archive-troubles.ts';
import { taskIdsOf } from './check-inputs.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { judgeSubmission } from './judge-task.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import { iamOption } from './option-values.ts';
import { type PolicyOutputOptions, withPolicyOutput, writePolicyReport } from './policy-output.ts';
import { type ArchiveReading, readArchive } from './read-archive.ts';
import { type ReadTasks, readTasks } from './read-tasks.ts';
import { sortPaths } from './sort-paths.ts';
import { tell } from './tell.ts';
import type { Interruption, Terminal } from './terminal.ts';
import { openOutput } from './write-output.ts';

interface DiffOptions extends FactFiles, PolicyOutputOptions {
  readonly progress: boolean;
}

/** Adds `policy diff`. `done` learns its exit code. */
export function addDiffPoliciesCommand(
  parent: Command,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  const command = parent
    .command('diff')
    .argument('<old>', 'a policy (YAML or JSON)')
    .argument('<new>', 'another one')
    .argument('<path...>', 'what they are tried on: archives, export packages, submissions')
    .description('Show which findings appear and vanish from one policy to another.')
    .addOption(iamOption())
    .option('--runs <file>', 'known runs of the tasks: lines of run.schema.json, or a saved activityLog')
    .option('--no-progress', 'no progress bar');
  withPolicyOutput(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 no difference, 1 there is one, 2 something cannot be read, 3 a broken policy.\n\nExample:\n  sts-warden policy diff policy.yaml proposed.yaml trail/ export.zip',
    )
    .action(async (old: string, now: string, paths: string[], options: DiffOptions) =>
      done(await diffPolicies([old, now], paths, options, terminal)),
    );
}

async function diffPolicies(
  policies: readonly [old: string, now: string],
  paths: readonly string[],
  options: DiffOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { iam = [], runs } = options;
  if (iam.includes('-'))
    throw new UsageError('--iam is read for each of the policies, and standard input only once');
  const inputs = [...policies, ...paths, ...iam, runs].filter((one) => one !== undefined);
  const output = await openOutput(options.output, terminal, inputs);
  const { old, now, troubles, interrupted } = await tryBoth(policies, paths, options, terminal);
  const difference = comparePolicies(old.trial, now.trial);
  const textOf = (paint: Paint) => policyDifferenceText(difference, paint);
  await writePolicyReport(difference, textOf, options, output, terminal);
  for (const trouble of troubles) tell(terminal, trouble);
  for (const [index, { judgesNothing }] of [old, now].entries())
    if (judgesNothing)
      tell(terminal, `the scope of ${policies[index]} leaves out everything that a rule concerns`);
  if (interrupted !== undefined)
    return interrupted === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  if (troubles.length > 0) return exitCodes.unreadableInput;
  return isNoDifference(difference) ? exitCodes.nothingFound : exitCodes.findings;
}

interface BothTrials {
  readonly old: ConcludedTrial;
  readonly now: ConcludedTrial;
  /** What could not be read, a line each: it is the same for both. */
  readonly troubles: readonly string[];
  readonly interrupted: Interruption | undefined;
}

/** Reads everything once, and judges it under both. */
async function tryBoth(
  policies: readonly [old: string, now: string],
  paths: readonly string[],
  options: DiffOptions,
  terminal: Terminal,
): Promise<BothTrials> {
  const books = [await loadRuleBook(policies[0]), await loadRuleBook(policies[1])] as const;
  const { archives, tasks } = await sortPaths(paths);
  const read = await readTasks(tasks, terminal);
  const before = await openTrial(books[0], options, read, terminal);
  const after = await openTrial(books[1], options, read, terminal);
  const both = takersTogether(before.audit, after.audit);
  const reading = await readArchive(archives, both, readingOptions(options), terminal);
  const [old, now] = [conclude(before, reading), conclude(after, reading)];
  return {
    old,
    now,
    troubles: [...read.troubles, ...before.troubles, ...now.troubles],
    interrupted: reading.interrupted,
  };
}

function readingOptions({ progress }: DiffOptions) {
  return { maxFileSize: defaultMaxFileSize, threads: availableParallelism(), progress };
}

/** A policy that is being tried. */
interface OpenTrial {
  readonly book: RuleBook;
  readonly audit: ArchiveAudit;
  readonly decided: readonly DecidedSubmission[];
  readonly troubles: readonly string[];
}

interface DecidedSubmission {
  readonly title: string;
  readonly decision: Decision;
}

async function openTrial(
  book: RuleBook,
  files: FactFiles,
  { items, submissions }: Pick<ReadTasks, 'items' | 'submissions'>,
  { now }: Terminal,
): Promise<OpenTrial> {
  const { facts, troubles } = await loadFacts(files, book, taskIdsOf({ items }));
  const decided = submissions.map(({ title, submission }) => ({
    title,
    decision: judgeSubmission(submission, { book, facts, now }).decision,
  }));
  return { book, audit: new ArchiveAudit({ book, facts }), decided, troubles };
}

interface ConcludedTrial {
  readonly trial: PolicyTrial;
  readonly troubles: readonly string[];
  readonly judgesNothing: boolean;
}

function conclude({ book, audit, decided }: OpenTrial, { files }: ArchiveReading): ConcludedTrial {
  const { coverage, violations } = audit.report(files);
  const decisions = decided.map(({ decision }) => decision);
  return {
    trial: {
      revision: book.policy.revision,
      findings: findingsOf([...violations, ...decisions.flatMap((one) => one.violations)]),
      decisions: decided.map(({ title, decision }) => ({ title, decision: decision.decision })),
      outcomes: outcomeSums(
        coverage.rules,
        decisions.flatMap(({ results }) => results),
      ),
      recordsLeftOut: coverage.recordsLeftOut,
    },
    troubles: troublesIn(coverage),
    judgesNothing: isNothingJudged(coverage) && decided.length === 0,
  };
}

/** Gives to both what is given once. */
function takersTogether(one: RecordTaker, other: RecordTaker): RecordTaker {
  return {
    get recordsRead() {
      return one.recordsRead;
    },
    passOver: (count, times) => {
      one.passOver(count, times);
      other.passOver(count, times);
    },
    read: (path, record) => {
      one.read(path, record);
      other.read(path, record);
    },
  };
}
