import type { S3Client } from '@aws-sdk/client-s3';
import { runFolder } from '../../shared/aws/archive-runs/run-folder.ts';
import { NotAStepError, toldListings, toldNumber, toldText } from '../../shared/aws/archive-runs/step.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { type Fields, isObject } from '../../shared/json/value.ts';
import { judgeSlice } from './judge-slice.ts';
import { planRun } from './plan-run.ts';
import { reportRun } from './report-run.ts';

export interface JudgingDependencies {
  readonly client: S3Client;
  /** The bucket in which runs keep their work. */
  readonly bucket: string;
  /** Records that this function can hold, those that a slice needs before it among them. */
  readonly mostRecords: number;
  readonly log: Log;
}

/**
 * Judges the parts that AuditArchive has read of a trail's log files, by the steps of a state machine: plans slices of time,
 * judges each, and puts the report together. A step that fails rejects, and the state machine tries it again.
 */
export function judgeArchive(dependencies: JudgingDependencies): (event: unknown) => Promise<unknown> {
  return async (event) => {
    const told = isObject(event) ? event : {};
    try {
      return await workOnStep(told, dependencies);
    } catch (error) {
      await dependencies.log('error', 'a step of an audit failed', { step: told.step, run: told.run, error });
      throw error;
    }
  };
}

/** Works on a step of the state machine (tools/template/chapters/archive-steps.ts); returns what the next ones are told. */
async function workOnStep(
  event: Fields,
  { client, bucket, mostRecords }: JudgingDependencies,
): Promise<unknown> {
  const folder = runFolder({ client, bucket, run: toldText(event, 'run') });
  switch (event.step) {
    case 'plan':
      return planRun(folder, toldListings(event), { mostRecords });
    case 'judge slice':
      return judgeSlice(folder, toldNumber(event, 'slice'));
    case 'report':
      return reportRun(folder);
    default:
      throw new NotAStepError(`expected a step of the state machine, got \`${String(event.step)}\``);
  }
}
