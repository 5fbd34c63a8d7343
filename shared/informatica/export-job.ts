import { objectOf, textMember } from './answer-members.ts';

/** How far an export job has come. */
export interface ExportJob {
  readonly id: string;
  readonly state: 'running' | 'succeeded' | 'failed';
  /** What Informatica says of the state; empty where it says nothing. */
  readonly message: string;
}

const what = 'answer of export';

/**
 * The states that a job can be in, without case and blanks: the reference writes `SUCCESSFUL` in one place and `Success` in
 * another. Every other one counts as failed.
 */
const states: Readonly<Record<string, ExportJob['state']>> = {
  QUEUED: 'running',
  INITIALIZED: 'running',
  INPROGRESS: 'running',
  RUNNING: 'running',
  SUCCESS: 'succeeded',
  SUCCESSFUL: 'succeeded',
};

/** Reads an export job (REST API Reference, "Exporting objects", version 3). Throws MalformedAnswerError. */
export function readExportJob(value: unknown): ExportJob {
  const job = objectOf(value, what);
  const status = objectOf(job.status, `${what}, \`status\``);
  const state = textMember(status, 'state', what).toUpperCase().replaceAll(/[ _-]/g, '');
  return {
    id: textMember(job, 'id', what),
    state: (Object.hasOwn(states, state) ? states[state] : undefined) ?? 'failed',
    message: typeof status.message === 'string' ? status.message : '',
  };
}
