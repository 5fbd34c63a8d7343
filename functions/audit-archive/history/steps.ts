import type { S3Client } from '@aws-sdk/client-s3';
import { readArchiveRequest } from '../../../shared/audit/archive-run.ts';
import { runFolder } from '../../../shared/aws/archive-runs/run-folder.ts';
import { NotAStepError, toldListings, toldText } from '../../../shared/aws/archive-runs/step.ts';
import type { Meter } from '../../../shared/aws/lambda/metrics.ts';
import { s3Store } from '../../../shared/aws/objects/s3-store.ts';
import type { CurrentRuleBook } from '../../../shared/aws/policy/policy-source.ts';
import { type Fields, isObject } from '../../../shared/json/value.ts';
import { listTrail } from './list-trail.ts';
import { giveUpBatch, readBatch } from './read-batch.ts';

/** What Lambda tells of an invocation. */
export interface StepContext {
  readonly getRemainingTimeInMillis: () => number;
}

export interface StepDependencies {
  readonly client: S3Client;
  /** The bucket of the trail; empty where the stack reads none. */
  readonly trail: string;
  /** The bucket in which runs keep their work. */
  readonly bucket: string;
  readonly currentBook: CurrentRuleBook;
  /** Executions that are to work at once. */
  readonly atOnce: number;
  readonly meter: Pick<Meter, 'count'>;
}

/** Works on a step of the state machine (tools/template/chapters/archive-steps.ts); returns what the next ones are told. */
export async function workOnStep(
  event: Fields,
  { getRemainingTimeInMillis: timeLeft }: StepContext,
  { client, trail, bucket, currentBook, atOnce, meter }: StepDependencies,
): Promise<unknown> {
  const { step } = event;
  const folder = runFolder({ client, bucket, run: toldText(event, 'run') });
  const storeOf = (name: string) => s3Store(client, { bucket: name });
  switch (step) {
    case 'list': {
      const listing = await listTrail(readArchiveRequest(event.request), listedIn(event), {
        ...{
          folder,
          bucket: trail,
          store: storeOf(trail),
          currentBook,
          attempt: toldText(event, 'attempt'),
          timeLeft,
        },
      });
      return { ...listing, atOnce };
    }
    case 'read batch':
      return readBatch(toldText(event, 'batch'), { folder, storeOf });
    case 'give up batch':
      meter.count('BatchesGivenUp');
      return giveUpBatch(toldText(event, 'batch'), toldText(event, 'error'), { folder, storeOf, timeLeft });
    default:
      throw new NotAStepError(`expected a step of the state machine, got \`${String(step)}\``);
  }
}

function listedIn({ listing }: Fields) {
  if (!isObject(listing) || typeof listing.after !== 'string')
    throw new NotAStepError('expected `listings` and `after` of a listing');
  return { listings: toldListings(listing), after: listing.after };
}
