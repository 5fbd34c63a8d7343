import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, inject } from 'vitest';
import { itOnOneStackWith } from '../support/aws-stack/it.ts';
import { leftOut } from '../support/aws-stack/left-out.ts';

// All that moto can create is there by these.
const it = itOnOneStackWith({ TrailBucketName: 'trail', FindingsEmail: 'data-platform@example.com' });
const { Resources: resources } = inject('template');

it('moto creates every resource but those of the types that the table leaves out', ({ stack }) => {
  const wanted = Object.entries(resources).map(([id, { Type }]) => [id, Type] as const);
  expect([...stack.resources].sort()).toEqual(wanted.filter(([, type]) => !(type in leftOut)).sort());
});

it('the table leaves out nothing that the template does not have', () => {
  const all = Object.values(resources).flatMap(({ Type, Properties }) => [Type, ...paths(Properties, Type)]);
  expect(Object.keys(leftOut).filter((entry) => !all.includes(entry))).toEqual([]);
});

it.for([
  ['AuditCredentialRequests', 'AuditDeadLetterQueueArn', 41],
  ['ReviewSubmission', 'SubmissionDeadLetterQueueArn', 5],
  ['RefreshPrincipals', 'PrincipalDeadLetterQueueArn', 5],
  ['NotifyFindings', 'NotificationDeadLetterQueueArn', 5],
  ['WatchCoverage', 'CoverageDeadLetterQueueArn', 5],
  ['AuditArchive', 'ArchiveDeadLetterQueueArn', 17],
] as const)('what %s fails at goes to %s after %i tries', async ([id, output, tries], { stack }) => {
  const { Attributes: { RedrivePolicy = '' } = {} } = await stack.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: stack.mappingOf(id).queueUrl,
      AttributeNames: ['RedrivePolicy'],
    }),
  );
  expect(JSON.parse(RedrivePolicy)).toEqual({
    deadLetterTargetArn: stack.output(output),
    maxReceiveCount: tries,
  });
});

/** The properties below a value, `.` between their names; items of a list have no name. */
function paths(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => paths(item, at));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [`${at}.${name}`, ...paths(item, `${at}.${name}`)]);
}
