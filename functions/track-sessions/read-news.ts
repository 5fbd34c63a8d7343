import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { parseDelivery } from '../../shared/cloudtrail/parse-delivery.ts';
import type { CredentialRequest } from '../../shared/cloudtrail/record.ts';
import { isObject } from '../../shared/json/value.ts';
import { parseRun } from '../../shared/sessions/parse-run.ts';
import { MalformedRunError, type Run } from '../../shared/sessions/run.ts';
import { issuesChainedSession } from '../../shared/sessions/session-chains.ts';
import { type Due, dueIn } from './due.ts';

/** What a message says. */
export type News =
  | { readonly request: CredentialRequest }
  | { readonly run: Run }
  | { readonly due: Due }
  /** A record of something else. */
  | undefined;

/** A message that no retry can make readable. Names every fault and echoes no value. */
export class MalformedNewsError extends Error {
  override readonly name = 'MalformedNewsError';
}

const ofRuns: ReadonlySet<unknown> = new Set(['Mapping Run Started', 'Mapping Run Ended']);

/** Reads a record of CloudTrail, an event on a run, or what a schedule hands over. Throws {@link MalformedNewsError}. */
export function readNews(json: unknown): News {
  const due = dueIn(json);
  if (due !== undefined) return { due };
  try {
    if (isObject(json) && ofRuns.has(json['detail-type'])) return { run: runIn(json) };
    const record = parseDelivery(json);
    return record?.kind === 'credential-request' && issuesChainedSession(record)
      ? { request: record }
      : undefined;
  } catch (error) {
    if (!(error instanceof MalformedRecordError || error instanceof MalformedRunError)) throw error;
    throw new MalformedNewsError(error.message);
  }
}

/** A run that has ended says when. */
function runIn({ detail, 'detail-type': detailType }: Readonly<Record<string, unknown>>): Run {
  const run = parseRun(detail);
  if (detailType === 'Mapping Run Ended' && run.endedAt === undefined)
    throw new MalformedRunError('malformed run: /endedAt expected, as the run has ended');
  return run;
}
