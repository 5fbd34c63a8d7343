import type { FactsOfRecord } from '../../shared/aws/facts/record-facts.ts';
import { countOutcomes } from '../../shared/aws/lambda/metered.ts';
import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import { type PublishEvents, violationEvent } from '../../shared/aws/publishing/events.ts';
import type { NoteCoverage } from '../../shared/aws/records/coverage-notes.ts';
import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { parseDelivery } from '../../shared/cloudtrail/parse-delivery.ts';
import type { JudgedRecord } from '../../shared/cloudtrail/record.ts';
import { evaluateRecord, inScope } from '../../shared/evaluation/evaluate-record.ts';
import { throwFaults, throwUnavailable, unavailableIn } from '../../shared/evaluation/faults.ts';
import { placeOf } from './place-of.ts';

export interface AuditDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {
  readonly currentBook: CurrentRuleBook;
  readonly factsOf: FactsOfRecord;
  readonly publish: PublishEvents;
  readonly noteCoverage: NoteCoverage;
  readonly now: () => Date;
}

/**
 * Judges the CloudTrail records of a queue and publishes their violations. Where rules ask for a fact in vain, what the
 * others find is published all the same, and the record comes back to be judged by them too.
 */
export function auditCredentialRequests(dependencies: AuditDependencies) {
  const { currentBook, factsOf, publish, noteCoverage, now, meter } = dependencies;
  async function judge(record: JudgedRecord | undefined): Promise<void> {
    const book = await currentBook();
    if (record === undefined || !inScope(book, record)) return meter.count('RecordsLeftOut');
    const outcomes = evaluateRecord(book, record, await factsOf(record, book.policy));
    // A record that waits is counted when it has been judged whole.
    if (unavailableIn(outcomes).length > 0) meter.count('RecordsPostponed');
    else countOutcomes(meter, 'RecordsJudged', outcomes);
    meter.age(now().getTime() / 1000 - record.time);
    await publish(outcomes.flatMap(({ violations }) => violations.map(violationEvent)));
    throwFaults(outcomes);
    throwUnavailable(outcomes);
  }

  return queueWorker({
    ...dependencies,
    read: (delivery) => {
      const record = parseDelivery(delivery);
      return { record, place: placeOf(delivery, record) };
    },
    hopeless: MalformedRecordError,
    work: async ({ record, place }) => {
      const noted =
        record !== undefined && place !== undefined ? noteCoverage(place, record.time) : undefined;
      // What is found of a batch is published at once: nothing of it waits for the note.
      try {
        await judge(record);
      } finally {
        await noted;
      }
    },
  });
}
