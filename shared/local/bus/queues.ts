/** The queues of the template that are read locally, and what reads them. The others are for functions that ask AWS. */
const localQueues = {
  AuditQueue: 'AuditCredentialRequests',
  SubmissionQueue: 'ReviewSubmission',
  SessionQueue: 'TrackSessions',
} as const;

export type LocalQueue = keyof typeof localQueues;

export function isLocalQueue(queue: string): queue is LocalQueue {
  return Object.hasOwn(localQueues, queue);
}
