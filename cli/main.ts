import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

// A reader that closes early (`sts-warden audit … | head`) ends the program quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await run(process.argv.slice(2), processTerminal);
