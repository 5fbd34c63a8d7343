import { randomUUID } from 'node:crypto';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import { account, clientOptions } from './clients.ts';
import { type Deployment, deploy } from './deployment.ts';
import { type LambdaEndpoint, lambdaEndpoint } from './lambda-endpoint.ts';
import { startMoto } from './moto-server.ts';

/** A stack whose state machine is interpreted, in a server of its own. */
export interface ArchiveStack {
  readonly stack: Deployment;
  readonly url: string;
  readonly machineArn: string;
  readonly lambda: LambdaEndpoint;
  readonly sfn: SFNClient;
  /** Runs an execution to its end. */
  readonly execute: (request: object) => Promise<Ended>;
  readonly stop: () => Promise<void>;
}

/** How an execution ended. */
interface Ended {
  readonly status: string | undefined;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

const pause = 200;

/**
 * A listing puts the rest off after each object, as it does when a minute is left; and no slice holds more than half a day: so
 * there are several of everything.
 */
const host = { timeout: 60_000, megabytes: 0 };

/** Deploys the stack for the log files in a bucket, with a state machine whose steps are invoked in the functions' processes. */
export async function startArchiveStack(trail: string): Promise<ArchiveStack> {
  const lambda = await lambdaEndpoint();
  const port = await freePort();
  const environment = { LAMBDA_URL: lambda.url, MOTO_PORT: String(port) };
  const moto = await startMoto({ port, environment });
  const stack = await deploy(moto.url, { TrailBucketName: trail }, host);
  lambda.serve(stack.functionOf);
  const sfn = new SFNClient(clientOptions(moto.url));
  const { stateMachineArn: machineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'ArchiveMachine',
      roleArn: `arn:aws:iam::${account}:role/archive-machine`,
      definition: definitionFor(stack),
    }),
  );

  async function execute(request: object): Promise<Ended> {
    const input = JSON.stringify(request);
    const name = `audit-${randomUUID()}`;
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, name, input }),
    );
    for (;;) {
      const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return { status, output: output && JSON.parse(output), error, cause };
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }

  return {
    ...{ stack, machineArn, lambda, sfn, execute, url: moto.url },
    stop: async () => {
      sfn.destroy();
      await stack.stop();
      await lambda.close();
      await moto.stop();
    },
  };
}

/** The machine's definition with its references resolved, as CloudFormation would. */
function definitionFor(stack: Deployment): string {
  const { DefinitionString } = inject('template').Resources.ArchiveMachine?.Properties ?? {};
  const { 'Fn::Sub': text } = DefinitionString as { 'Fn::Sub': string };
  const values: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AuditArchive.Arn': `arn:aws:lambda:us-east-1:${account}:function:AuditArchive`,
    'JudgeArchive.Arn': `arn:aws:lambda:us-east-1:${account}:function:JudgeArchive`,
    ArchiveBucket: archiveBucketOf(stack),
  };
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`expected no reference to \`${name}\` in the state machine`);
    return value;
  });
}

/** The bucket in which runs keep their work. */
function archiveBucketOf({ outputs }: Pick<Deployment, 'outputs'>): string {
  return outputs.get('AuditArchive.ARCHIVE_BUCKET') ?? '';
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
