import { join } from 'node:path';
import { account, type Clients, sdkEnvironment } from './clients.ts';
import { type EventSourceMapping, eventSourceMapping } from './event-source-mapping.ts';
import { type LambdaFunction, type LambdaOptions, lambdaFunction } from './lambda-function.ts';
import { ofType, type Template } from './template.ts';

interface FunctionProperties {
  readonly Handler: string;
  readonly Timeout: number;
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
}

interface MappingProperties {
  readonly FunctionName: { readonly Ref: string };
  readonly EventSourceArn: unknown;
  readonly BatchSize: number;
}

type Outputs = ReadonlyMap<string, string>;

/** Logical id of a function → the folder of its bundle. */
export type Code = Readonly<Record<string, string>>;

/** How the processes of functions are started, where it is not as Lambda would. */
export interface HostOptions extends Partial<Pick<LambdaOptions, 'nodeOptions' | 'timeout' | 'echo'>> {
  /** What functions are told of their memory. */
  readonly megabytes?: number;
}

/** Outputs by which CloudFormation tells what the functions and their mappings refer to. */
export function wiringOutputs(template: Template): Record<string, unknown> {
  const variables = functionsIn(template).flatMap(([id, { Environment }]) =>
    Object.entries(Environment.Variables).map(([name, value]) => [`${id}.${name}`, value]),
  );
  const queues = mappingsIn(template).map(([id, { EventSourceArn }]) => [`${id}.Queue`, EventSourceArn]);
  return Object.fromEntries([...variables, ...queues]);
}

export interface FunctionOptions {
  readonly template: Template;
  readonly outputs: Outputs;
  readonly code: Code;
  /** Where the functions find AWS. */
  readonly url: string;
  readonly host: HostOptions;
}

/** The template's functions by their logical ids, in the environment that it gives them. */
export function functionsOf({
  template,
  outputs,
  code,
  url,
  host: { megabytes = 1769, ...host },
}: FunctionOptions): Map<string, LambdaFunction> {
  return new Map(
    functionsIn(template).map(([id, { Handler, Timeout, Environment }]) => {
      const variables = Object.keys(Environment.Variables).map((name) => {
        const value = outputs.get(`${id}.${name}`) ?? '';
        // Moto's CloudFormation names queues by AWS's own host.
        return [name, value.replace(/^https:\/\/sqs\.[^/]+/, url)];
      });
      const lambda = lambdaFunction({
        module: join(code[id] ?? '', `${Handler.split('.', 1)[0]}.mjs`),
        environment: {
          ...sdkEnvironment,
          AWS_ENDPOINT_URL: url,
          AWS_LAMBDA_FUNCTION_NAME: id,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(megabytes),
          ...Object.fromEntries(variables),
        },
        timeout: Timeout * 1000,
        ...host,
      });
      return [id, lambda];
    }),
  );
}

export interface MappingOptions extends Pick<Clients, 'sqs'> {
  readonly template: Template;
  readonly outputs: Outputs;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly url: string;
}

/** What feeds the template's functions from queues, by their logical ids. */
export function mappingsOf({
  template,
  outputs,
  functions,
  url,
  sqs,
}: MappingOptions): Map<string, EventSourceMapping> {
  return new Map(
    mappingsIn(template).map(([id, { FunctionName, BatchSize: batchSize }]) => {
      const queueArn = outputs.get(`${id}.Queue`) ?? '';
      const queueUrl = `${url}/${account}/${queueArn.split(':').at(-1)}`;
      const invoked = byId(functions, FunctionName.Ref);
      return [FunctionName.Ref, eventSourceMapping({ sqs, queueUrl, queueArn, batchSize, invoked })];
    }),
  );
}

/** What a map has under a logical id. */
export function byId<T>(map: ReadonlyMap<string, T>, id: string): T {
  const value = map.get(id);
  if (value === undefined)
    throw new Error(`expected \`${id}\` to be in the stack, there are ${[...map.keys()]}`);
  return value;
}

function functionsIn(template: Template): [string, FunctionProperties][] {
  return ofType(template, 'AWS::Lambda::Function');
}

function mappingsIn(template: Template): [string, MappingProperties][] {
  return ofType(template, 'AWS::Lambda::EventSourceMapping');
}
