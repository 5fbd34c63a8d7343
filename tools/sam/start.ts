/**
 * `npm run sam:start [-- --port 4520]`: an AWS on this machine for `sam local start-api`, `start-lambda` and `invoke`, which
 * find it by samconfig.toml, until Ctrl-C. Prints what functions publish, a JSON document a line. Exits with 2 where
 * something is missing or the port is in use, 3 on wrong usage.
 */
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { containerHost } from './container-host.ts';
import { type LocalAws, startLocalAws, type Traces } from './local-aws.ts';
import { prepare } from './prepare.ts';
import { samCommand } from './sam-command.ts';
import { standInCredentials, variablesFile } from './templates.ts';
import { runScript, ToolError, UsageError } from './tool-error.ts';

const defaultPort = '4520';
/** Milliseconds between two looks at what was published. */
const pause = 500;

function readPort(words: readonly string[]): number {
  const usage = 'usage: npm run sam:start [-- --port <number>]';
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { port: { type: 'string', default: defaultPort } },
    });
    const port = Number(values.port);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
  throw new UsageError(usage);
}

async function assertFree(port: number): Promise<void> {
  const { address } = await containerHost();
  const server = createServer().listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ToolError(`port ${port} of ${address} cannot be listened on: ${(error as Error).message}`);
  } finally {
    server.close();
  }
}

async function start(port: number, stop: AbortSignal): Promise<number> {
  await prepare();
  await assertFree(port);
  const sam = await samCommand();
  const aws = await startLocalAws(port);
  try {
    const Parameters = { ...aws.variables, ...standInCredentials };
    await writeFile(variablesFile, JSON.stringify({ Parameters }, undefined, 2));
    process.stderr.write(whatToType(aws, sam));
    while (!stop.aborted) {
      show(await takenFrom(aws));
      await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
    }
  } catch (error) {
    // Ctrl-C on a terminal ends moto as well.
    if (!stop.aborted) throw error;
  } finally {
    // Without it `sam local` refuses to run, and no function asks for an AWS that is gone.
    await rm(variablesFile, { force: true });
    await aws.stop();
  }
  return 0;
}

async function takenFrom(aws: LocalAws): Promise<Traces> {
  try {
    return await aws.take();
  } catch (error) {
    throw new ToolError(`the AWS on this machine answers no more: ${(error as Error).message}`);
  }
}

function whatToType({ url }: LocalAws, sam: string): string {
  const command = sam.startsWith(process.cwd()) ? sam.slice(process.cwd().length + 1) : 'sam';
  return `
AWS, as far as the functions need one, listens on ${url}. In another terminal:

  ${command} local start-api
  curl --json @docs/demo/lake-export.json http://127.0.0.1:3000/v1/submissions

  ${command} local invoke AuditCredentialRequests --event events/audit-credential-requests.root-get-session-token.json
  ${command} local start-lambda

What functions publish and set aside is shown here. Ctrl-C ends it.
`;
}

function show({ published, deadLetters, told, handedOver }: Traces): void {
  const lines = [
    ...published.map((event) => ({ published: event })),
    ...deadLetters.map((letter) => ({ setAside: letter })),
    ...told.map((subject) => ({ told: subject })),
    ...handedOver.map((event) => ({ handedOver: event })),
  ];
  for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
await runScript(async () => start(readPort(process.argv.slice(2)), stop.signal));
