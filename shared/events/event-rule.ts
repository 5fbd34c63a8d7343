import type { Fields } from '../json/value.ts';

/** The queues of the template that rules fill with events which say more than the time. */
export const eventQueues = ['AuditQueue', 'SubmissionQueue', 'SessionQueue', 'PrincipalQueue'] as const;

export type EventQueue = (typeof eventQueues)[number];

/** The account's default bus, on which AWS speaks, and the project's own. */
export type BusName = 'default' | 'own';

/** A rule of the template: which events come into which queue. */
export interface EventRule {
  readonly name: string;
  readonly bus: BusName;
  readonly queue: EventQueue;
  readonly pattern: Fields;
}
