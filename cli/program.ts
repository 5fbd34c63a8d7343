import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { UnfitPartError } from '../shared/audit/audit-part.ts';
import { OrganizationError } from '../shared/informatica-api/organization-error.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { BrokenDocumentError } from '../shared/policy/errors.ts';
import { accessCommand } from './access.ts';
import { auditCommand } from './audit.ts';
import { brokenDocumentText } from './broken-document.ts';
import { checkCommand } from './check.ts';
import { CredentialsError, InterruptedError, UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addExplainCommand } from './explain.ts';
import { addPartCommand } from './part.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { addProveCommand } from './prove.ts';
import { addReportCommand } from './report.ts';
import { addResultCommand } from './result-command.ts';
import { addServeCommand } from './serve.ts';
import { addShapeCommand } from './shape.ts';
import { sweepCommand } from './sweep.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';

const exitCodeHelp = `
Exit codes:
  0  nothing found
  1  findings at or above --fail-level, or a blocked submission
  2  input that could not be read, or a rule that faulted
  3  wrong usage, a broken policy, or filters that left nothing to judge
  130  interrupted by Ctrl-C; what is known by then is printed
  143  interrupted by SIGTERM; what is known by then is printed`;

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
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
    })
    .addHelpText('after', exitCodeHelp);

  addResultCommand(program, auditCommand, terminal, done);
  addResultCommand(program, checkCommand, terminal, done);
  addResultCommand(program, sweepCommand, terminal, done);
  addResultCommand(program, accessCommand, terminal, done);

  addReportCommand(program, terminal, done);
  addPartCommand(program, terminal, done);
  addShapeCommand(program, terminal, done);
  addProveCommand(program, terminal, done);
  addServeCommand(program, terminal, done);

  addExplainCommand(program, terminal, done);
  addPolicyCommands(program, terminal, done);

  return program;
}

function reportError(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.nothingFound : exitCodes.wrongUsage;
  }
  if (error instanceof BrokenDocumentError) {
    terminal.stderr.write(`sts-warden: ${brokenDocumentText(error)}\n`);
    return exitCodes.wrongUsage;
  }
  if (error instanceof UsageError) {
    tell(terminal, error.message);
    return exitCodes.wrongUsage;
  }
  if (error instanceof InterruptedError) {
    tell(terminal, error.message);
    return error.by === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  }
  if (
    error instanceof UnreadableFileError ||
    error instanceof NotJsonError ||
    error instanceof UnfitPartError ||
    error instanceof CredentialsError ||
    error instanceof OrganizationError
  ) {
    tell(terminal, error.message);
    return exitCodes.unreadableInput;
  }
  throw error;
}
