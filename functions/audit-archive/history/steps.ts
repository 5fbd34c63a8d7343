import type { S3Client } from '@aws-sdk/client-s3';
import { readArchiveRequest } from '../../../shared/audit/archive-run.ts';
import { runFolder } from '../../../shared/aws/objects/run-folder.ts';
import { s3Store } from '../../../shared/aws/objects/s3-store.ts';
import type { CurrentRuleBook } from '../../../shared/aws/policy/policy-source.ts';
import type { RuleBook } from '../../../shared/evaluation/rule-book.ts';
import { openRuleBook } from '../../../shared/evaluation/rule-book.ts';
import { type Fields, isObject } from '../../../shared/json/value.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { rules } from '../../../shared/rules/index.ts';
import { judgeSlice, planRun, reportRun } from './judge-parts.ts';
import { type Listing, listTrail } from './list-trail.ts';
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
}

/** An event that is no step of the state machine. */
class NotAStepError extends Error {
  override readonly name = 'NotAStepError';
}

/** Works on a step of the state machine (tools/template/chapters/archive-steps.ts); returns what the next ones are told. */
export async function workOnStep(
  event: Fields,
  { getRemainingTimeInMillis: timeLeft }: StepContext,
  { client, trail, bucket, currentBook, atOnce }: StepDependencies,
): Promise<unknown> {
  const { step } = event;
  const folder = runFolder({ client, bucket, run: text(event, 'run') });
  const storeOf = (name: string) => s3Store(client, { bucket: name });
  const request = () => readArchiveRequest(event.request);
  const book = async (): Promise<RuleBook> => {
    const { policy } = request();
    return policy === undefined ? currentBook() : openRuleBook(rules, parsePolicy(policy, ruleIds));
  };
  switch (step) {
    case 'list': {
      const { lapseSeconds } = (await book()).policy.parameters;
      const options = { folder, bucket: trail, store: storeOf(trail), lapseSeconds, timeLeft };
      return { ...(await listTrail(request(), listingIn(event), options)), atOnce };
    }
    case 'read batch':
      return readBatch(text(event, 'batch'), { folder, storeOf });
    case 'give up batch':
      return giveUpBatch(text(event, 'batch'), text(event, 'error'), { folder });
    case 'plan':
      return planRun(request(), listingIn(event), { folder, book: await book() });
    case 'judge slice':
      return judgeSlice(number(event, 'slice'), { folder, book: await book() });
    case 'report':
      return reportRun(request(), trail, { folder, book: await book() });
    default:
      throw new NotAStepError(`expected a step of the state machine, got \`${String(step)}\``);
  }
}

const ruleIds = rules.map(({ meta }) => meta.id);

function text(event: Fields, name: string): string {
  const value = event[name];
  if (typeof value !== 'string' || value === '')
    throw new NotAStepError(`expected \`${name}\` to be a text that is not empty`);
  return value;
}

function number(event: Fields, name: string): number {
  const value = event[name];
  if (!Number.isInteger(value)) throw new NotAStepError(`expected \`${name}\` to be a whole number`);
  return value as number;
}

function listingIn({ listing }: Fields): Listing {
  if (!isObject(listing)) throw new NotAStepError('expected `listing`');
  const { batches, listings, isDone, after } = listing;
  const isCounted = typeof batches === 'number' && typeof listings === 'number';
  if (!isCounted || typeof isDone !== 'boolean' || typeof after !== 'string')
    throw new NotAStepError('expected `batches`, `listings`, `isDone` and `after` of a listing');
  return { batches, listings, isDone, after };
}
