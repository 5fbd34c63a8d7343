import { randomUUID } from 'node:crypto';
import type { ExecutionStatus, MapRunListItem, SFNClient } from '@aws-sdk/client-sfn';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { ArchiveRequest, ArchiveRunEnd } from '../shared/audit/archive-run.ts';
import { isObject } from '../shared/json/value.ts';
import { ambientCredentials } from './credentials.ts';
import { CredentialsError } from './errors.ts';

/** A state machine of Step Functions, or an execution of one: its Region is the fourth part. */
const machine = /^arn:[\w-]+:states:([\w-]+):\d{12}:(stateMachine|execution):[^\s:]+(:[^\s:]+)?$/;

/** What an ARN of Step Functions names. */
export interface NamedMachine {
  readonly arn: string;
  readonly region: string;
  readonly isExecution: boolean;
}

/** Reads an ARN; `undefined` where it is none of a state machine or an execution. */
export function readMachineArn(arn: string): NamedMachine | undefined {
  const [, region, kind] = machine.exec(arn) ?? [];
  return region === undefined ? undefined : { arn, region, isExecution: kind === 'execution' };
}

/** How far an execution has come. */
export interface ExecutionState {
  readonly status: ExecutionStatus;
  /** `s3://…` that it was asked for; absent where that is the whole trail. */
  readonly trail: string | undefined;
  /** What it ended with, where it succeeded. */
  readonly end: ArchiveRunEnd | undefined;
  /** Why it did not. */
  readonly failure: string | undefined;
  /** Batches of log files that are read, and slices of time that are judged, once it is known how many there are. */
  readonly read: Progress | undefined;
  readonly judged: Progress | undefined;
}

interface Progress {
  readonly done: number;
  readonly all: number;
}

/** Step Functions, as an audit on AWS asks it. Every method throws {@link UnreadableFileError}, which says why in words. */
export interface Executions {
  /** Starts an execution; returns its ARN. */
  readonly start: (machineArn: string, request: ArchiveRequest) => Promise<string>;
  readonly state: (executionArn: string) => Promise<ExecutionState>;
  readonly close: () => void;
}

/** Asks with the credentials that AWS's own tools would use, in a Region. */
export async function executions(region: string): Promise<Executions> {
  const sdk = await import('@aws-sdk/client-sfn');
  const client: SFNClient = new sdk.SFNClient({
    region,
    credentials: () => ambientCredentials(undefined),
    retryMode: 'adaptive',
    maxAttempts: 8,
  });

  /** Of the map that has a label in the state machine. */
  async function progressOf(
    mapRuns: readonly MapRunListItem[],
    label: string,
  ): Promise<Progress | undefined> {
    const mapRunArn = mapRuns.find((run) => run.mapRunArn?.includes(`/${label}:`))?.mapRunArn;
    if (mapRunArn === undefined) return undefined;
    const { itemCounts } = await client.send(new sdk.DescribeMapRunCommand({ mapRunArn }));
    return { done: itemCounts?.succeeded ?? 0, all: itemCounts?.total ?? 0 };
  }

  async function workDone(executionArn: string): Promise<Pick<ExecutionState, 'read' | 'judged'>> {
    const { mapRuns = [] } = await client.send(new sdk.ListMapRunsCommand({ executionArn }));
    return { read: await progressOf(mapRuns, 'Read'), judged: await progressOf(mapRuns, 'Judge') };
  }

  return {
    start: (stateMachineArn, request) =>
      explained('states:StartExecution', async () => {
        const name = `audit-${randomUUID()}`;
        const command = new sdk.StartExecutionCommand({
          stateMachineArn,
          name,
          input: JSON.stringify(request),
        });
        return (await client.send(command)).executionArn ?? '';
      }),
    state: (executionArn) =>
      explained('states:DescribeExecution', async () => {
        const {
          status = 'RUNNING',
          input,
          output,
          error,
          cause,
        } = await client.send(new sdk.DescribeExecutionCommand({ executionArn }));
        return {
          status,
          trail: trailIn(input),
          end: output === undefined ? undefined : endIn(output),
          failure: error === undefined ? undefined : [error, causeIn(cause)].filter(Boolean).join(': '),
          // How far it has come is told as well as may be.
          ...(await workDone(executionArn).catch(() => ({ read: undefined, judged: undefined }))),
        };
      }),
    close: () => client.destroy(),
  };
}

function trailIn(input: string | undefined): string | undefined {
  const request: unknown = JSON.parse(input ?? '{}');
  return isObject(request) && typeof request.trail === 'string' ? request.trail : undefined;
}

function endIn(output: string): ArchiveRunEnd {
  const end: unknown = JSON.parse(output);
  if (!isObject(end) || typeof end.report !== 'string')
    throw new UnreadableFileError('the execution did not end with the address of a report');
  return end as unknown as ArchiveRunEnd;
}

/** What a function said when it failed, without its stack. */
function causeIn(cause: string | undefined): string | undefined {
  try {
    const told: unknown = JSON.parse(cause ?? '');
    return isObject(told) && typeof told.errorMessage === 'string' ? told.errorMessage : cause;
  } catch {
    return cause;
  }
}

async function explained<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CredentialsError || error instanceof UnreadableFileError) throw error;
    const { name, message } = error as Error;
    throw new UnreadableFileError(`AWS Step Functions refuses ${action}: ${name}: ${message}`);
  }
}
