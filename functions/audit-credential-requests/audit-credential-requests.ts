import { type PublishEvents, violationEvent } from '../../shared/aws/events.ts';
import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/queue-worker.ts';
import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import type { JudgedRecord } from '../../shared/cloudtrail/record.ts';
import { evaluateRecord, inScope } from '../../shared/evaluation/evaluate-record.ts';
import { throwFaults } from '../../shared/evaluation/faults.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { unwrapEvent } from '../../shared/json/event-envelope.ts';
import type { Facts } from '../../shared/rules/facts.ts';

export interface AuditDependencies extends Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log'> {
  readonly book: RuleBook;
  readonly factsOf: (record: JudgedRecord) => Facts | Promise<Facts>;
  readonly publish: PublishEvents;
}

/** Judges the CloudTrail records of a queue and publishes their violations. */
export function auditCredentialRequests({ book, factsOf, publish, setAside, log }: AuditDependencies) {
  return queueWorker({
    read: (json) => parseRecord(unwrapEvent(json)),
    hopeless: MalformedRecordError,
    work: async (record) => {
      if (record === undefined || !inScope(book, record)) return;
      const outcomes = evaluateRecord(book, record, await factsOf(record));
      await publish(outcomes.flatMap(({ violations }) => violations.map(violationEvent)));
      throwFaults(outcomes);
    },
    setAside,
    log,
  });
}
