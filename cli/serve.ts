import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { type Command, InvalidArgumentError } from 'commander';
import { UsageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import { iamOption } from './option-values.ts';
import type { ServeOptions } from './serve/serve.ts';
import type { Terminal } from './terminal.ts';

/** Where `serve` listens unless it is told otherwise. */
const defaultPort = 4519;
const shortestToken = 16;

/** Adds `sts-warden serve`. `done` learns its exit code. */
export function addServeCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('serve')
    .description(
      'Run the whole system on this machine, without AWS: the hook, the audit, and a page that shows both.',
    )
    .option('--port <number>', 'where to listen; 0 takes any that is free', portOption, defaultPort)
    .option(
      '--host <name>',
      'the name or address to listen on; where others can reach it, STS_WARDEN_TOKEN has to be set',
      '127.0.0.1',
    )
    .option('--store <folder>', 'where decisions and violations are kept', '.sts-warden')
    .option('--policy <file>', 'the policy (YAML or JSON); without it the defaults hold')
    .addOption(iamOption())
    .option(
      '--runs <file>',
      'known runs of the tasks: lines of run.schema.json, or a saved answer of Informatica’s activityLog',
    )
    .option('--watch <folder>', 'a folder into which CloudTrail files come')
    .addHelpText(
      'after',
      '\nEnvironment:\n  STS_WARDEN_TOKEN  what clients have to show: `Authorization: Bearer`, or a password in a browser\n\nExamples:\n  sts-warden serve --policy policy.yaml --watch trail/\n  curl -H "Content-Type: application/json" --data @submission.json http://127.0.0.1:4519/v1/submissions',
    )
    .action(async (options: ServeOptions) => {
      const token = tokenIn(terminal.environment, options.host);
      if (options.watch !== undefined) requireFolder(options.watch);
      const { serve } = await import('./serve/serve.ts');
      done(await serve({ ...options, token }, terminal));
    });
}

function portOption(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}

/** What clients have to show, where it is set; nobody serves others without it. */
function tokenIn({ STS_WARDEN_TOKEN: token }: NodeJS.ProcessEnv, host: string): string | undefined {
  if (token === undefined || token === '') {
    if (isLoopback(host)) return undefined;
    throw new UsageError(`expected STS_WARDEN_TOKEN to be set: others can reach --host \`${host}\``);
  }
  if (token.length < shortestToken || !/^[\x21-\x7e]+$/.test(token))
    throw new UsageError(
      `expected STS_WARDEN_TOKEN to have ${shortestToken} visible characters of ASCII or more`,
    );
  return token;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function requireFolder(path: string): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder !== true) throw new UsageError(`expected --watch \`${path}\` to be a folder`);
}
