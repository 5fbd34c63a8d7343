import { ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import type { Message } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type DeliveredEvent, subscribe } from './bus.ts';
import { type Clients, clients } from './clients.ts';
import { type CreatedStack, createStack, type Parameters } from './cloudformation.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import { listExampleKeys } from './example-keys.ts';
import { type FaultyEndpoint, faultyEndpoint } from './faulty-endpoint.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { takeAll } from './queue.ts';
import { type Template, templateForMoto } from './template.ts';
import { byId, type Code, functionsOf, type HostOptions, mappingsOf, wiringOutputs } from './wiring.ts';

/** Functions under the default policy: moto cannot be asked for another. */
const ownParameters: Parameters = { PolicyInAppConfig: 'false' };

/** The project's stack at work: AWS's part in moto, each function in a process of its own. */
export interface RunningStack extends CreatedStack, Clients {
  readonly output: (name: string) => string;
  readonly functionOf: (logicalId: string) => LambdaFunction;
  /** Sets the clocks of the functions to a time that is still to come. */
  readonly passTo: (time: Date) => void;
  /** What feeds a function from its queue. */
  readonly mappingOf: (functionId: string) => EventSourceMapping;
  /** What feeds a further execution of it from the same queue, and that execution. */
  readonly furtherOf: (functionId: string) => {
    readonly mapping: EventSourceMapping;
    readonly lambda: LambdaFunction;
  };
  /** The functions' only way to AWS. */
  readonly endpoint: FaultyEndpoint;
  /** Takes what the functions put on the bus since its last call. */
  readonly published: () => Promise<DeliveredEvent[]>;
  /** Empties the queue whose URL is an output. */
  readonly take: (output: string) => Promise<Message[]>;
  readonly stop: () => Promise<void>;
}

export interface StackOptions {
  /** A moto_server that has no stack. */
  readonly url: string;
  readonly template: Template;
  readonly code: Code;
  readonly parameters?: Parameters;
  readonly host?: HostOptions;
}

/** Creates the stack as the template has it. */
export async function runStack(options: StackOptions): Promise<RunningStack> {
  const { url, template, code, parameters, host = {} } = options;
  const adapted = templateForMoto(template, wiringOutputs(template));
  const stack = await createStack(url, adapted, { ...ownParameters, ...parameters });
  const { outputs } = stack;
  const endpoint = await faultyEndpoint(url);
  const own = clients(url);
  await warmUp(own);
  await own.scheduler.send(
    new CreateScheduleGroupCommand({ Name: byId(outputs, 'TrackSessions.SCHEDULE_GROUP') }),
  );
  await listExampleKeys(own.dynamoDb, byId(outputs, 'TableName'));
  const processes = () => functionsOf({ template, outputs, code, url: endpoint.url, host });
  const feeding = (functions: ReadonlyMap<string, LambdaFunction>) =>
    mappingsOf({ template, outputs, functions, url, sqs: own.sqs });
  const functions = processes();
  const mappings = feeding(functions);
  const all = [...functions.values()];
  const output = (name: string) => byId(outputs, name);
  return {
    ...stack,
    ...own,
    output,
    functionOf: (id) => byId(functions, id),
    passTo: (time) => {
      for (const lambda of all) lambda.setAhead(time.getTime() - Date.now());
    },
    mappingOf: (id) => byId(mappings, id),
    furtherOf: (id) => {
      const further = processes();
      const lambda = byId(further, id);
      all.push(lambda);
      return { mapping: byId(feeding(further), id), lambda };
    },
    endpoint,
    published: await subscribe(own, output('EventBusName')),
    take: (name) => takeAll(own.sqs, output(name)),
    stop: async () => {
      for (const lambda of all) await lambda.kill();
      await endpoint.goDown();
    },
  };
}

/** What moto needs for a service it loads at the first call, which may take longer than a function waits. */
async function warmUp({ iam, sts }: Clients): Promise<void> {
  await Promise.all([iam.send(new ListUsersCommand({})), sts.send(new GetCallerIdentityCommand({}))]);
}
