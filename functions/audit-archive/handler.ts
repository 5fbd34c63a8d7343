import { sqs } from '../../shared/aws/calls/clients.ts';
import { queueMessages } from '../../shared/aws/calls/queue-messages.ts';
import { optionalVariable, requiredCount, requiredVariable } from '../../shared/aws/lambda/environment.ts';
import { s3Client, s3Store } from '../../shared/aws/objects/s3-store.ts';
import { coverageNotes } from '../../shared/aws/records/coverage-notes.ts';
import { eventRules } from '../../shared/events/event-rules.generated.ts';
import { deployed } from '../deployed.ts';
import { auditArchive } from './audit-archive.ts';
import { auditLogFiles } from './audit-log-files.ts';
import { handOver, type SendMessages } from './hand-over.ts';

const { setAside, coverage, ...common } = deployed('queue');
const trail = optionalVariable('TRAIL_BUCKET');
const client = s3Client({ region: requiredVariable('AWS_REGION') });

/** A queue that is not named is for what the stack does not do. */
function receiver(queueUrl: string): SendMessages | undefined {
  return queueUrl === '' ? undefined : queueMessages({ client: sqs, queueUrl });
}

/** AuditArchive as AWS Lambda calls it. */
export const handler = auditArchive({
  ...common,
  client,
  trail,
  bucket: optionalVariable('ARCHIVE_BUCKET'),
  atOnce: requiredCount('ARCHIVE_CONCURRENCY', 'executions'),
  auditLogFiles: auditLogFiles({
    ...common,
    bucket: trail,
    store: s3Store(client, { bucket: trail }),
    handOver: handOver(eventRules, {
      AuditQueue: receiver(requiredVariable('AUDIT_QUEUE_URL')),
      SessionQueue: receiver(optionalVariable('SESSION_QUEUE_URL')),
      PrincipalQueue: receiver(optionalVariable('PRINCIPAL_QUEUE_URL')),
    }),
    noteCoverage: coverageNotes({ ...common, store: coverage() }),
    setAside: setAside(),
  }),
});
