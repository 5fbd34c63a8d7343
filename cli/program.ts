import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { defaultMaxFileSize } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { BrokenPolicyError } from '../shared/policy/errors.ts';
import { type AccessOptions, access } from './access.ts';
import { type AuditOptions, audit } from './audit.ts';
import { type CheckOptions, check } from './check.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explain } from './explain.ts';
import { failLevels } from './fail-level.ts';
import { countOption, listOption, timeOption } from './option-values.ts';
import type { Terminal } from './terminal.ts';
import { brokenPolicyText, validatePolicy } from './validate-policy.ts';

const exitCodeHelp = `
Exit codes:
  0  nothing found
  1  findings at or above --fail-level, or a blocked submission
  2  input that could not be read, or a rule that faulted
  3  wrong usage, or a broken policy
  130  interrupted by Ctrl-C; what is known by then is printed`;

/** Runs the command line. Returns the exit code; every error has become a message on standard error. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.nothingFound;
  const program = commands(terminal, (reached) => {
    code = reached;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return reportError(error, terminal);
  }
}

function commands(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command('sts-warden')
    .description('Audits and checks the use of AWS temporary security credentials by data-integration tasks.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .addHelpText('after', exitCodeHelp);

  resultOptions(program.command('audit'))
    .argument('<path...>', 'files and folders (.json, .jsonl, .gz and .zst of them); - is standard input')
    .description('Audit CloudTrail archives: whole trails, exports, single records, EventBridge events.')
    .option('--from <time>', 'judge records from this time on (ISO 8601, UTC)', timeOption)
    .option('--to <time>', 'judge records before this time (ISO 8601, UTC)', timeOption)
    .option('--role <glob>', 'judge requests for this role (ARN; may be repeated)', listOption)
    .option('--account <glob>', 'judge requests of this account (may be repeated)', listOption)
    .option('--sessions', 'add the timeline of every chain of sessions')
    .option(
      '--max-file-size <bytes>',
      'skip a file above this size once decompressed',
      countOption,
      defaultMaxFileSize,
    )
    .addHelpText('after', '\nExample:\n  sts-warden audit --from 2026-10-01 --sessions trail/')
    .action(async (paths: string[], options: AuditOptions) => done(await audit(paths, options, terminal)));

  resultOptions(program.command('check'))
    .argument('<file...>', 'submissions, one or an array of them (.json, .yaml); - is standard input')
    .description('Decide mapping submissions before they start.')
    .addHelpText('after', '\nExample:\n  sts-warden check --policy policy.yaml submission.json')
    .action(async (files: string[], options: CheckOptions) => done(await check(files, options, terminal)));

  outputOptions(program.command('access'), ['table', 'json'])
    .requiredOption('--iam <file>', 'the output of `aws iam get-account-authorization-details` (.json, .gz)')
    .option('--principal <glob>', 'only users and roles of this name or ARN (may be repeated)', listOption)
    .description('Find out which IAM users and roles of an account have access beyond the baseline (G1).')
    .addHelpText(
      'after',
      '\nExample:\n  aws iam get-account-authorization-details > iam.json\n  sts-warden access --iam iam.json',
    )
    .action(async (options: AccessOptions) => done(await access(options, terminal)));

  program
    .command('explain')
    .argument('<id>', 'a rule id, G1 to G9, or with --in a violation id')
    .description('Explain a rule, or why a violation was found.')
    .option('--in <report>', 'the report (json or jsonl) that holds the violation')
    .action(async (id: string, options: { in?: string }) => done(await explain(id, options, terminal)));

  program
    .command('policy')
    .description('Work with policy documents.')
    .command('validate')
    .argument('<file>', 'a policy (YAML or JSON)')
    .description('Check a policy document and list every fault.')
    .action(async (file: string) => done(await validatePolicy(file, terminal)));

  return program;
}

function resultOptions(command: Command): Command {
  return outputOptions(command, ['table', 'json', 'jsonl']).option(
    '--iam <file>',
    'decides who has access of their own: the output of `aws iam get-account-authorization-details`',
  );
}

function outputOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option('--format <format>', 'how to write the result').choices(formats).default('table'))
    .option('--output <file>', 'write the result to a file, whole or not at all')
    .option('--policy <file>', 'the policy (YAML or JSON); without it the defaults hold')
    .addOption(
      new Option('--fail-level <severity>', 'least severity of a finding that makes the exit code 1')
        .choices(failLevels)
        .default('low'),
    )
    .option('--no-progress', 'no progress bar')
    .option('--quiet', 'nothing but the result and errors')
    .option('--no-color', 'no colours');
}

function reportError(error: unknown, { stderr }: Terminal): ExitCode {
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.nothingFound : exitCodes.wrongUsage;
  if (error instanceof BrokenPolicyError) {
    stderr.write(`sts-warden: ${brokenPolicyText(error)}\n`);
    return exitCodes.wrongUsage;
  }
  if (error instanceof UsageError) {
    stderr.write(`sts-warden: ${error.message}\n`);
    return exitCodes.wrongUsage;
  }
  if (error instanceof UnreadableFileError || error instanceof NotJsonError) {
    stderr.write(`sts-warden: ${error.message}\n`);
    return exitCodes.unreadableInput;
  }
  throw error;
}
