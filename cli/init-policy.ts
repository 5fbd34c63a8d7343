import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { defaultMaxFileSize } from '../shared/archive/read-file.ts';
import { ArchiveAudit } from '../shared/audit/archive-audit.ts';
import { parsePolicy } from '../shared/policy/parse-policy.ts';
import { credentialUses } from '../shared/policy-making/credential-use.ts';
import { type Gathered, proposePolicy } from '../shared/policy-making/propose-policy.ts';
import { taskUse } from '../shared/policy-making/task-use.ts';
import { policyProposalYaml } from '../shared/report/policy-proposal-yaml.ts';
import { rules } from '../shared/rules/index.ts';
import { troublesIn } from './archive-troubles.ts';
import { taskIdsOf } from './check-inputs.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import { listOption } from './option-values.ts';
import { readArchive } from './read-archive.ts';
import { readTasks } from './read-tasks.ts';
import { sortPaths } from './sort-paths.ts';
import { tell } from './tell.ts';
import type { Interruption, Terminal } from './terminal.ts';
import { openOutput } from './write-output.ts';

interface InitOptions extends FactFiles {
  readonly output?: string;
  readonly progress: boolean;
}

/** Adds `policy init`. `done` learns its exit code. */
export function addInitPolicyCommand(
  parent: Command,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  parent
    .command('init')
    .argument('<path...>', 'what is there: archives, export packages, submissions; - is an archive')
    .description('Propose a policy to start from, with comments that say why.')
    .option(
      '--iam <file>',
      'the output of `aws iam get-account-authorization-details` or `list-roles` (may be repeated)',
      listOption,
    )
    .option('--runs <file>', 'known runs of the tasks: lines of run.schema.json, or a saved activityLog')
    .option('--output <file>', 'write it to a file, which must not be there yet; - is standard output')
    .option('--no-progress', 'no progress bar')
    .addHelpText('after', '\nExample:\n  sts-warden policy init trail/ export.zip --output policy.yaml')
    .action(async (paths: string[], options: InitOptions) =>
      done(await initPolicy(paths, options, terminal)),
    );
}

async function initPolicy(
  paths: readonly string[],
  options: InitOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { iam = [], runs } = options;
  if (paths.includes('-') && iam.includes('-'))
    throw new UsageError('standard input can be the archive or an account, not both');
  // A policy that somebody has worked on is not to be lost.
  if (options.output !== undefined && options.output !== '-' && existsSync(options.output))
    throw new UsageError(`--output \`${options.output}\`: is there already, and a policy is not replaced`);
  const inputs = [...paths, ...iam, runs].filter((one) => one !== undefined);
  const output = await openOutput(options.output, terminal, inputs);
  const { gathered, troubles, interrupted } = await gather(paths, options, terminal);
  const isAnything = gathered.uses.length + gathered.tasks.length > 0;
  if (isAnything) {
    const text = policyProposalYaml(proposePolicy(gathered));
    parsePolicy(
      text,
      rules.map(({ meta }) => meta.id),
    );
    await output.write(() => [text]);
  }
  for (const trouble of troubles) tell(terminal, trouble);
  if (interrupted !== undefined)
    return interrupted === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  if (!isAnything)
    tell(terminal, 'there is neither a session nor a task that a policy could be proposed from');
  if (troubles.length > 0) return exitCodes.unreadableInput;
  return isAnything ? exitCodes.nothingFound : exitCodes.wrongUsage;
}

interface Gathering {
  readonly gathered: Gathered;
  readonly troubles: readonly string[];
  readonly interrupted: Interruption | undefined;
}

/** Reads everything under the default policy, in which nothing is out of scope. */
async function gather(
  paths: readonly string[],
  options: InitOptions,
  terminal: Terminal,
): Promise<Gathering> {
  const book = await loadRuleBook(undefined);
  const { archives, tasks } = await sortPaths(paths);
  const { items, submissions, troubles } = await readTasks(tasks, terminal);
  const { facts, troubles: ofFacts } = await loadFacts(options, book, taskIdsOf({ items }), terminal.stdin);
  const audit = new ArchiveAudit({ book, facts });
  const reading = {
    maxFileSize: defaultMaxFileSize,
    threads: availableParallelism(),
    progress: options.progress,
  };
  const { files, interrupted } = await readArchive(archives, audit, reading, terminal);
  const { coverage, findings } = audit.report(files);
  return {
    gathered: {
      uses: credentialUses(audit.issued),
      tasks: submissions.map(({ title, submission }) => taskUse(title, submission, facts)),
      findings,
      facts,
      records: coverage.recordsRead,
      firstTime: coverage.firstEventTime,
      lastTime: coverage.lastEventTime,
    },
    troubles: [...troubles, ...ofFacts, ...troublesIn(coverage)],
    interrupted,
  };
}
