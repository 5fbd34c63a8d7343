import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from '../../tools/sam/command.ts';
import { samCommand } from '../../tools/sam/sam-command.ts';
import { localTemplate, variablesFile } from '../../tools/sam/templates.ts';

const port = '4521';
/** A shell with somebody's credentials, which no function is to get. */
const shell = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'AKIASOMEBODYSOMEBODY',
  AWS_SECRET_ACCESS_KEY: 'of-somebody',
  AWS_SESSION_TOKEN: 'of-somebody',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  SAM_CLI_TELEMETRY: '0',
};
let start: Program;

/** A program at work, and what it has said. */
interface Program {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Until it has said something that matches. */
  readonly says: (pattern: RegExp) => Promise<void>;
}

function program(command: string, words: readonly string[]): Program {
  const child = spawn(command, words, { env: shell, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (some: string) => {
      text += some;
    });
  return {
    child,
    said: () => text,
    says: async (pattern) => {
      for (let tries = 0; !pattern.test(text); tries++) {
        if (tries === 500 || child.exitCode !== null) throw new Error(`never said ${pattern}: ${text}`);
        await sleep(100);
      }
    },
  };
}

/** A signal as a terminal gives it: all that the program has started gets it too. */
function signalled({ child }: Program, signal: NodeJS.Signals): void {
  process.kill(-Number(child.pid), signal);
}

async function ended(one: Program, signal: NodeJS.Signals): Promise<number | null> {
  const { child } = one;
  signalled(one, signal);
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function submit(): Promise<{ status: number; type: unknown; seconds: number }> {
  const begun = performance.now();
  const response = await fetch('http://127.0.0.1:3717/v1/submissions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await readFile('docs/demo/lake-export.json'),
  });
  const { decision: type } = (await response.json()) as { decision: unknown };
  return { status: response.status, type, seconds: (performance.now() - begun) / 1000 };
}

async function begin(): Promise<void> {
  start = program('node', ['tools/sam/start.ts', '--port', port]);
  await start.says(/In another terminal/);
}

beforeAll(begin, 60_000);
afterAll(() => {
  if (start.child.exitCode === null) signalled(start, 'SIGKILL');
});

it('`sam local start-api` answers 403 to a submission that breaks rules, within a second when warm', async () => {
  const api = program(await samCommand(), ['local', 'start-api', '--port', '3717']);
  try {
    await api.says(/Running on/);
    expect(await submit()).toMatchObject({ status: 403, type: 'block' });
    const { status, seconds } = await submit();
    expect(status).toBe(403);
    expect(seconds).toBeLessThan(1);
    await start.says(/"published":.*Mapping Submission Blocked/);
  } finally {
    await ended(api, 'SIGTERM');
  }
});

it('plain `sam local invoke` finds the same AWS, with credentials that open nothing', async () => {
  const words = ['local', 'invoke', 'AuditCredentialRequests', '--event'];
  const event = 'events/audit-credential-requests.root-get-session-token.json';
  const { code, stdout } = await collect(await samCommand(), [...words, event], { env: shell });
  expect([code, JSON.parse(stdout)]).toEqual([0, { batchItemFailures: [] }]);
  await start.says(/"published":.*Temporary Credentials Violation/);
  const { Parameters: told } = JSON.parse(await readFile(variablesFile, 'utf8'));
  expect(told).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE99', AWS_SESSION_TOKEN: '' });
  const template = await readFile(localTemplate, 'utf8');
  for (const name of Object.keys(told).filter((variable) => variable.startsWith('AWS_')))
    expect(template).toContain(`${name}: `);
});

it('`sam local start-lambda` does too', async () => {
  const lambda = program(await samCommand(), ['local', 'start-lambda', '--port', '3718']);
  try {
    await lambda.says(/Running on/);
    const url = 'http://127.0.0.1:3718/2015-03-31/functions/CheckSubmission/invocations';
    const body = await readFile('events/check-submission.compliant.json');
    const response = await fetch(url, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ statusCode: 200 });
  } finally {
    await ended(lambda, 'SIGTERM');
  }
});

it('a second one on the port is refused, and leaves the first alone', async () => {
  const { code, stderr } = await collect('node', ['tools/sam/start.ts', '--port', port]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`port ${port} of`)]);
  await access(variablesFile);
});

it.each([['--port', '0'], ['--port', 'x'], ['--host', 'a'], ['more']])(
  'wrong usage is told: %s %s',
  async (...words) => {
    const { code, stderr } = await collect('node', ['tools/sam/start.ts', ...words]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('usage: npm run sam:start')]);
  },
);

it('Ctrl-C ends it in order: without its AWS `sam local` refuses', async () => {
  expect(await ended(start, 'SIGINT')).toBe(0);
  const words = ['local', 'invoke', 'WatchCoverage', '--event', 'events/watch-coverage.schedule.json'];
  const { code, stderr } = await collect(await samCommand(), words, { env: shell });
  expect(code).not.toBe(0);
  expect(stderr).toContain('variables.json');
});

it('Ctrl-C ends it in order while it asks its AWS, which gets the signal too', async () => {
  await begin();
  expect([await ended(start, 'SIGINT'), start.said()]).toEqual([0, expect.not.stringContaining('no more')]);
});
