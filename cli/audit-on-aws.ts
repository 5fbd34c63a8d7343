import { type ObjectAddress, objectPath, parseObjectAddress } from '../shared/archive/object-address.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { ArchiveRequest, ArchiveRunEnd } from '../shared/audit/archive-run.ts';
import type { Result } from '../shared/report/result.ts';
import {
  type ExecutionState,
  type Executions,
  executions,
  type NamedMachine,
  readMachineArn,
} from './archive-execution.ts';
import type { Conclusion } from './conclude.ts';
import { credentialsForObjects } from './credentials.ts';
import { InterruptedError, UsageError } from './errors.ts';
import { type Progress, progressOf } from './progress.ts';
import { savedResultsIn } from './saved-results.ts';
import { tell } from './tell.ts';
import type { Interruption, Terminal } from './terminal.ts';

/** Milliseconds between two looks at an execution. */
const pause = 2000;
/** What a report may hold to be shown here: two gigabytes of memory. */
const mostViolations = 500_000;
/** How an execution ends that did not succeed. */
const ended: readonly string[] = ['FAILED', 'TIMED_OUT', 'ABORTED'];

export interface OnAwsOptions {
  /** The ARN of the stack's state machine, or of an execution of it that was started before. */
  readonly onAws: string;
  readonly request: ArchiveRequest;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

/**
 * Audits a trail by the stack's state machine: starts an execution, or takes one that was started, waits for it, and fetches
 * its report. Throws {@link UsageError}, UnreadableFileError where AWS refuses or the execution fails, and
 * {@link InterruptedError}: Ctrl-C ends the waiting alone.
 */
export async function auditOnAws(
  { onAws, request, ...options }: OnAwsOptions,
  terminal: Terminal,
): Promise<Conclusion<'audit'>> {
  const named = readMachineArn(onAws);
  if (named === undefined)
    throw new UsageError(
      `--on-aws \`${onAws}\`: expected the ARN of a state machine, which is an output of the stack (ArchiveMachineArn), or of its execution`,
    );
  const asked = await executions(named.region);
  try {
    if (named.isExecution && Object.keys(request).some((name) => name !== 'trail'))
      throw new UsageError(
        'expected no --policy and nothing that selects beside an execution: it was started with its own',
      );
    const arn = named.isExecution ? named.arn : await start(asked, named, request, terminal);
    if (named.isExecution) await checkTrail(asked, arn, request);
    return { result: await reportOf(await endOf(asked, arn, options, terminal), named.region) };
  } finally {
    asked.close();
  }
}

async function start(
  asked: Executions,
  { arn }: NamedMachine,
  request: ArchiveRequest,
  terminal: Terminal,
): Promise<string> {
  const execution = await asked.start(arn, request);
  tell(terminal, `started ${execution}`);
  return execution;
}

/** Throws {@link UsageError} where an execution audits another trail than the one that is named. */
async function checkTrail(asked: Executions, arn: string, { trail = '' }: ArchiveRequest): Promise<void> {
  const { trail: audited } = await stateOf(asked, arn);
  const [named, own] = [trail, audited ?? trail].map((path) => {
    const { bucket, prefix } = parseObjectAddress(path) ?? { bucket: '', prefix: '' };
    return objectPath(bucket, prefix);
  });
  if (named !== own)
    throw new UsageError(`expected \`${audited}\`, which the execution audits, got \`${trail}\``);
}

/** Waits until an execution has ended. */
async function endOf(
  asked: Executions,
  arn: string,
  options: Pick<OnAwsOptions, 'progress' | 'quiet'>,
  terminal: Terminal,
): Promise<ArchiveRunEnd> {
  const stop = new AbortController();
  let interrupted: Interruption | undefined;
  const stopListening = terminal.onInterrupt((by) => {
    interrupted = by;
    stop.abort();
  });
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} {what}',
    counts: { what: 'batches of log files, listing' },
  });
  try {
    for (;;) {
      const state = await stateOf(asked, arn);
      show(progress, state);
      if (state.end !== undefined) return state.end;
      if (ended.includes(state.status)) throw new UnreadableFileError(failureOf(arn, state));
      if (interrupted !== undefined) throw new InterruptedError(goesOn(arn), interrupted);
      await terminal.wait(pause, stop.signal);
    }
  } finally {
    stopListening();
    progress.stop();
  }
}

function goesOn(arn: string): string {
  return `the audit goes on at AWS: \`--on-aws ${arn}\` fetches its report`;
}

/** How far an execution has come; it goes on by itself where that cannot be asked. */
function stateOf(asked: Executions, arn: string): Promise<ExecutionState> {
  return asked.state(arn).catch(({ message }: Error) => {
    throw new UnreadableFileError(`${message}; ${goesOn(arn)}`);
  });
}

function show(progress: Progress, { read, judged }: ExecutionState): void {
  if (judged !== undefined) progress.show(judged.done, judged.all, { what: 'slices of time, judging' });
  else if (read !== undefined) progress.show(read.done, read.all, { what: 'batches of log files, reading' });
}

function failureOf(arn: string, { status, failure }: ExecutionState): string {
  const ended = `the audit on AWS ended with ${status}${failure === undefined ? '' : ` (${failure})`}`;
  if (/^(ArchiveRequest|BrokenPolicy)Error/.test(failure ?? '')) return ended;
  if (/^UnfitPartError/.test(failure ?? '')) return `${ended}: start it anew`;
  const besides = /^States\.ExceedToleratedFailureThreshold/.test(failure ?? '')
    ? '; the log of JudgeArchive says why, and where it is UnfitPartError, start it anew'
    : '';
  return `${ended}: \`aws stepfunctions redrive-execution --execution-arn ${arn}\` goes on with it${besides}`;
}

/** The report of an execution. */
async function reportOf(
  { report: address, violations }: ArchiveRunEnd,
  region: string,
): Promise<Result<'audit'>> {
  if (violations > mostViolations)
    throw new UnreadableFileError(
      `the report holds ${violations} violations, of which ${mostViolations} can be shown at once: \`aws s3 cp ${address} - | gunzip\` gives it as JSON lines, and --from and --to make it smaller`,
    );
  const parsed = parseObjectAddress(address);
  if (parsed === undefined) throw new UnreadableFileError(`\`${address}\` is no object of Amazon S3`);
  const [result] = await savedResultsIn(await bytesAt(parsed, region));
  if (result?.kind !== 'audit') throw new UnreadableFileError(`\`${address}\` is no report of an audit`);
  return result as Result<'audit'>;
}

async function bytesAt({ bucket, prefix: key }: ObjectAddress, region: string): Promise<Buffer> {
  const { s3Client, s3Store } = await import('../shared/aws/objects/s3-store.ts');
  const client = s3Client({ region, credentials: credentialsForObjects });
  try {
    return await s3Store(client, { bucket }).readWhole(key, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new UnreadableFileError(`${objectPath(bucket, key)}: ${error.message}`);
  } finally {
    client.destroy();
  }
}
