import { exitCodes } from './exit-codes.ts';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

/** What nobody foresaw is no finding: Node's own exit code for it is 1, which says so. */
function crash(error: unknown): never {
  process.stderr.write(`sts-warden: unexpected error: ${error instanceof Error ? error.stack : error}\n`);
  process.exit(exitCodes.unreadableInput);
}

process.on('uncaughtException', crash);
// A reader that closes early (`sts-warden audit … | head`) ends the program quietly; a full disk does not.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  process.stderr.write(`sts-warden: cannot write to standard output: ${code}\n`);
  process.exit(exitCodes.wrongUsage);
});
// Where standard error is closed, nobody is left to tell.
process.stderr.on('error', () => undefined);

process.exitCode = await run(process.argv.slice(2), processTerminal).catch(crash);
