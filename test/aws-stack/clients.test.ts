import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { parse } from 'yaml';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { refusal } from '../support/aws-stack/faults.ts';
import { it } from '../support/aws-stack/it.ts';
import { type LocalApi, localApi } from '../support/aws-stack/local-api.ts';

const python = '.venv-moto/bin/python';
const credentials = {
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE01',
  AWS_SECRET_ACCESS_KEY: 'MUST-NEVER-LEAVE-KEY',
  AWS_SESSION_TOKEN: 'MUST-NEVER-LEAVE-TOKEN',
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a client, with nothing in its environment but what is given. */
function run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const [file = '', ...words] = command;
  const env = { PATH: process.env.PATH, HOME: tmpdir(), ...credentials, ...environment };
  return new Promise((resolve) => {
    execFile(file, words, { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

interface Action {
  readonly runs: {
    readonly steps: readonly [
      { readonly shell: string; readonly run: string; readonly env: Readonly<Record<string, string>> },
    ];
  };
}

const action: Action = parse(await readFile('docs/clients/github-action/action.yml', 'utf8'));

/** A step of GitHub's, as its runner has it run. */
function step(submission: string, url: string): Promise<Ended> {
  const inputs: Readonly<Record<string, string>> = { submission, url, region: 'eu-central-1' };
  const [{ shell, run: script, env }] = action.runs.steps;
  const environment = Object.entries(env).map(([name, value]) => [
    name,
    value.replace(/^\$\{\{ inputs\.(\w+) \}\}$/, (_, input) => inputs[input] ?? ''),
  ]);
  return run([shell, '-e', '-c', script], {
    GITHUB_ACTION_PATH: `${process.cwd()}/docs/clients/github-action`,
    RETRIES: '0',
    ...Object.fromEntries(environment),
  });
}

const clients: readonly [string, (submission: string, url: string) => Promise<Ended>][] = [
  ['curl', (file, url) => run(['docs/clients/check.sh', file], { SUBMISSIONS_URL: url, RETRIES: '0' })],
  [
    'Python',
    (file, url) => run([python, 'docs/clients/check.py', file], { SUBMISSIONS_URL: url, RETRIES: '0' }),
  ],
  ['the step of GitHub Actions', step],
];

const blocked = patched(compliantSubmission, {
  sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }],
});
const malformed = { ...compliantSubmission, password: 'MUST-NEVER-LEAVE' };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(document: object): Promise<string> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, JSON.stringify(document));
  return path;
}

async function withApi<T>({ functionOf }: Deployment, use: (api: LocalApi) => Promise<T>): Promise<T> {
  const api = await localApi(functionOf('CheckSubmission'));
  try {
    return await use(api);
  } finally {
    await api.close();
  }
}

describe.for(clients)('%s', ([, ask]) => {
  it('ends with 0 where the task may start', async ({ stack }) => {
    const ended = await withApi(stack, async (api) =>
      ask(await fileOf(compliantSubmission), api.submissionsUrl),
    );
    expect(ended).toEqual({ code: 0, stdout: 'allowed\n', stderr: '' });
  });

  it('ends with 1 where it is blocked, and says why and what to do', async ({ stack }) => {
    const { code, stdout, stderr } = await withApi(stack, async (api) =>
      ask(await fileOf(blocked), api.submissionsUrl),
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^blocked:\n- kms-unload-uses-iam-role: \S.*\n {2}\S/);
  });

  it('ends with 2 where the submission is malformed, and says where', async ({ stack }) => {
    const { code, stdout, stderr } = await withApi(stack, async (api) =>
      ask(await fileOf(malformed), api.submissionsUrl),
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^nothing was decided \(HTTP 400\)/);
    expect(stderr).toContain('- /password: ');
    expect(stderr).not.toContain('MUST-NEVER-LEAVE');
  });

  it('ends with 2 where the hook cannot decide', async ({ stack }) => {
    stack.endpoint.fail('PutEvents', refusal('ThrottlingException'), Infinity);
    const { code, stderr } = await withApi(stack, async (api) =>
      ask(await fileOf(compliantSubmission), api.submissionsUrl),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^nothing was decided \(HTTP 503\)/);
  });

  it('ends with 2 where nobody answers', async () => {
    const { code, stdout, stderr } = await ask(await fileOf(compliantSubmission), 'http://127.0.0.1:9/');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('nothing was decided');
  });

  it('signs, with the token of its session, and tells no secret', async ({ stack }) => {
    await withApi(stack, async (api) => {
      const ended = await ask(await fileOf(compliantSubmission), api.submissionsUrl);
      expect(ended.code).toBe(0);
      expect(api.asked).toMatchObject([{ 'x-amz-security-token': 'MUST-NEVER-LEAVE-TOKEN' }]);
      expect(JSON.stringify([ended, api.asked])).not.toContain('MUST-NEVER-LEAVE-KEY');
    });
  });
});

describe('the producer of events', () => {
  /** A queue of the caller's own, with decisions in it. */
  async function queueWith({ sqs }: Deployment, details: readonly object[]): Promise<string> {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `decisions-${Date.now()}` }),
    );
    for (const detail of details)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ detail }) }));
    return QueueUrl;
  }

  async function submit(stack: Deployment, details: readonly object[], bus = stack.output('EventBusName')) {
    return run(
      [python, 'docs/clients/submit_event.py', await fileOf({ ...compliantSubmission, submissionId: 's-1' })],
      {
        EVENT_BUS: bus,
        DECISION_QUEUE_URL: await queueWith(stack, details),
        WAIT_SECONDS: '3',
        AWS_ENDPOINT_URL: stack.endpoint.url,
      },
    );
  }

  const others = { submissionId: 's-2', decision: 'allow' };
  const violation = {
    ruleId: 'no-root-credentials',
    status: 'violation',
    message: 'why',
    remediation: 'what to do',
  };

  it.for<[string, readonly object[], number, RegExp]>([
    ['0 where the task may start', [others, { submissionId: 's-1', decision: 'allow' }], 0, /^$/],
    [
      '1 where it is blocked, and says why',
      [{ submissionId: 's-1', decision: 'block', violations: [violation] }],
      1,
      /^blocked:\n- no-root-credentials: why\n {2}what to do\n$/,
    ],
    ['2 where no answer comes', [others], 2, /^nothing was decided\n$/],
  ])('ends with %s', async ([, details, code, stderr], { stack }) => {
    const ended = await submit(stack, details);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(stderr);
  });

  it('hands the submission in as an event that the stack takes', async ({ stack }) => {
    await submit(stack, []);
    await stack.published();
    await stack.mappingOf('ReviewSubmission').drain();
    const decided = (await stack.published()).map(({ detail }) => detail as Decision);
    expect(decided.filter(({ submissionId }) => submissionId === 's-1')).not.toEqual([]);
  });
});
