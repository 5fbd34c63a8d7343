import validate from '../contracts/run-validator.generated.js';
import { schemaFaults } from '../json/schema-faults.ts';
import { MalformedRunError, type Run } from './run.ts';

/** Reads a run from parsed JSON, which keeps the contract `run.schema.json`. Throws {@link MalformedRunError}. */
export function parseRun(value: unknown): Run {
  if (!validate(value)) {
    const faults = schemaFaults(validate.errors).map(({ pointer, detail }) => `${pointer || '/'} ${detail}`);
    throw new MalformedRunError(`malformed run: ${faults.join('; ')}`);
  }
  const { runId, task, startedAt, endedAt, outcome, errorMessage } = value;
  const { roleArns = [], sessionName = '', sourceIdentity = '', accessKeyId } = value;
  return checkedRun({
    id: runId,
    taskId: task.id,
    startedAt: Date.parse(startedAt),
    endedAt: endedAt === undefined ? undefined : Date.parse(endedAt),
    outcome,
    errorMessage,
    taskName: task.name,
    ...(task.mode !== undefined && { mode: task.mode === 'standard' ? 'standard' : 'advanced' }),
    // Who names no role, or a session without a name, says nothing: no session has such a name.
    ...(roleArns.length > 0 && { roleArns }),
    ...(sessionName !== '' && { sessionName }),
    ...(sourceIdentity !== '' && { sourceIdentity }),
    ...(accessKeyId !== undefined && { accessKeyId }),
  });
}

/** The run, where its members agree with each other. Throws {@link MalformedRunError}. */
export function checkedRun(run: Run): Run {
  const { startedAt, endedAt, outcome } = run;
  if (Number.isNaN(startedAt) || Number.isNaN(endedAt))
    throw new MalformedRunError('malformed run: expected `startedAt` and `endedAt` to be times that exist');
  if (endedAt !== undefined && endedAt < startedAt)
    throw new MalformedRunError('malformed run: /endedAt expected a time that is not before `startedAt`');
  if (endedAt === undefined && outcome !== undefined)
    throw new MalformedRunError('malformed run: /outcome expected `endedAt` beside it');
  return run;
}
