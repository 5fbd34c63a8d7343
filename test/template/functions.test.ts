import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fields } from '../../shared/json/value.ts';
import {
  carriedOut,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
  target,
} from '../support/template/template.ts';

interface FunctionProperties {
  readonly CodeUri: string;
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly Role: unknown;
  readonly LoggingConfig: { readonly LogGroup: unknown };
  readonly Environment?: { readonly Variables: Fields };
  readonly Events?: Readonly<Record<string, FunctionEvent>>;
}

type FunctionEvent =
  | { readonly Type: 'Api'; readonly Properties: { readonly RestApiId: unknown } }
  | { readonly Type: 'SQS'; readonly Properties: QueueEvent };

interface QueueEvent {
  readonly Queue: unknown;
  readonly FunctionResponseTypes?: readonly string[];
  readonly MaximumBatchingWindowInSeconds?: number;
}

interface QueueProperties {
  readonly VisibilityTimeout: number;
  readonly RedrivePolicy: { readonly deadLetterTargetArn: unknown; readonly maxReceiveCount: number };
}

const source = await readTemplate(mainTemplate);
const template = carriedOut(source);
const functions = ofType<FunctionProperties>(template, 'AWS::Serverless::Function');
const common = template.Globals?.Function;
/** Read by Powertools, not by this project's code. */
const powertoolsVariables = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];
/** Set by Lambda itself. */
const lambdaVariables = ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_REGION'];
/** Read by Node.js itself. */
const nodeVariables = ['NODE_OPTIONS'];
/** What the state machine invokes, and nobody else: all that it is told is in the folder of a run. */
const stepsAlone = ['JudgeArchive'];
const environment = process.env;

afterEach(() => {
  process.env = environment;
  vi.resetModules();
});

it('deploys every folder of functions/ once, and nothing else', async () => {
  const folders = (await readdir('functions', { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `dist/functions/${name}/`);
  expect(functions.map(({ properties }) => properties.CodeUri).sort()).toEqual(folders.sort());
});

it('gives every function the same runtime, traces, and logs as JSON', () => {
  expect(common).toMatchObject({
    Runtime: 'nodejs24.x',
    Tracing: 'Active',
    LoggingConfig: { LogFormat: 'JSON' },
  });
});

it('lets no log level be set at which Lambda drops the lines that carry the metrics', () => {
  expect(source.Parameters.LogLevel).toMatchObject({ Default: 'INFO', AllowedValues: ['DEBUG', 'INFO'] });
});

describe.each(functions)('$name', ({ name, properties }) => {
  it('has a timeout and a memory size of its own', () => {
    expect(properties.Timeout).toBeGreaterThan(0);
    expect(properties.MemorySize).toBeGreaterThanOrEqual(512);
  });

  it('logs into a group that forgets', () => {
    const { RetentionInDays: days } = propertiesOf(template, target(properties.LoggingConfig.LogGroup));
    expect(days).toBeGreaterThan(0);
  });

  it('has a role of its own', () => {
    const role = target(properties.Role);
    expect(functions.filter((other) => target(other.properties.Role) === role)).toHaveLength(1);
    expect(propertiesOf(template, role)).toHaveProperty('AssumeRolePolicyDocument');
  });

  it('gets the environment variables that it reads, and no others', async () => {
    const ofAll = common?.Environment.Variables ?? {};
    const given = Object.keys({ ...ofAll, ...properties.Environment?.Variables });
    expect(given).toEqual(expect.arrayContaining(powertoolsVariables));
    const unread = stepsAlone.includes(name) ? Object.keys(ofAll) : powertoolsVariables;
    const own = given.filter((variable) => ![...unread, ...nodeVariables].includes(variable));
    const read = await variablesRead(basename(properties.CodeUri), [...given, ...lambdaVariables]);
    expect(read.filter((variable) => !lambdaVariables.includes(variable))).toEqual(own.sort());
  });

  it('has events, and an answer or a queue for what fails', () => {
    const events = Object.values(properties.Events ?? {});
    expect(events.length > 0).toBe(!stepsAlone.includes(name));
    for (const event of events) {
      if (event.Type === 'Api') expectAnswers(event.Properties.RestApiId);
      else expectRetries(properties, event.Properties);
    }
  });
});

/** What the function does not answer, the API does. */
function expectAnswers(api: unknown): void {
  const { GatewayResponses: responses } = propertiesOf(template, target(api));
  expect(responses).toMatchObject({ DEFAULT_5XX: { StatusCode: 503 } });
}

/** What is read from a queue is neither lost nor worked on twice at a time. */
function expectRetries(
  { Timeout: timeout, Environment: variables }: FunctionProperties,
  event: QueueEvent,
): void {
  const { FunctionResponseTypes: responses, MaximumBatchingWindowInSeconds: batchingWindow = 0 } = event;
  const queue = propertiesOf<QueueProperties>(template, target(event.Queue));
  const { deadLetterTargetArn: deadLetters, maxReceiveCount: tries } = queue.RedrivePolicy;
  expect(responses).toEqual(['ReportBatchItemFailures']);
  // A message of the archive's queue takes seconds, whatever else the function does.
  const times = target(event.Queue) === 'ArchiveQueue' ? 1 : 6;
  expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(times * timeout + batchingWindow);
  expect(tries).toBeGreaterThan(1);
  expect(propertiesOf(template, target(deadLetters))).toHaveProperty('MessageRetentionPeriod');
  // RefreshPrincipals sets nothing aside: it reads no message.
  const { DEAD_LETTER_QUEUE_URL: setAside } = variables?.Variables ?? {};
  expect(target(setAside) ?? target(deadLetters)).toBe(target(deadLetters));
}

/** The variables that a function's code asks for at its start, where the given ones are set. */
async function variablesRead(name: string, given: readonly string[]): Promise<string[]> {
  const read = new Set<string>();
  const values = Object.fromEntries(
    given.map((variable) => [
      variable,
      /_(SECONDS|HOURS|DAYS|RUNS|CALLER|CONCURRENCY|SIZE)$/.test(variable) ? '60' : `value of ${variable}`,
    ]),
  );
  process.env = new Proxy({ ...environment, ...values } as NodeJS.ProcessEnv, {
    get: (variables, variable) => {
      read.add(String(variable));
      return Reflect.get(variables, variable);
    },
  });
  vi.resetModules();
  await import(`../../functions/${name}/handler.ts`);
  const own = await variablesInCode();
  return [...read].filter((variable) => own.has(variable)).sort();
}

/** The variables that this project's code asks for by name, whoever does. */
async function variablesInCode(): Promise<Set<string>> {
  const names = new Set<string>();
  for (const room of ['shared', 'functions']) {
    for (const path of await readdir(room, { recursive: true })) {
      if (!path.endsWith('.ts')) continue;
      const code = await readFile(join(room, path), 'utf8');
      for (const [, name = ''] of code.matchAll(
        /\b(?:required|optional)(?:Variable|Seconds|Count|List)\('(\w+)'/g,
      ))
        names.add(name);
    }
  }
  return names;
}
