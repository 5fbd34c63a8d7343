import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { causeOf } from '../../shared/findings/cause.ts';
import { findingId } from '../../shared/findings/finding-id.ts';
import { violationOf } from '../support/findings/violations.ts';

type Subject = Violation['subject'];

/** Every member that a subject can have, so that a cause is seen to leave the others out. */
const whole: Subject = {
  kind: 'submission',
  eventId: 'event-1',
  eventName: 'AssumeRole',
  eventTime: '2026-10-01T08:00:05Z',
  accountId: '123456789012',
  region: 'eu-central-1',
  requester: 'requester',
  requesterType: 'IAMUser',
  accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  roleArn: 'role',
  sessionName: 'run-1',
  sourceIp: '192.0.2.10',
  submissionId: 's-1',
  task: 'orders-daily',
  taskId: 'task-1',
  runId: 'run-1',
  hop: 'database',
  endpoints: ['Orders', 'Copy'],
  connection: 'redshift',
};
const { roleArn: _role, ...withoutRole } = whole;
const { taskId: _taskId, ...withoutTaskId } = whole;
const ofSession = { account: '123456789012', requester: 'requester', role: 'role' };

describe('the cause', () => {
  it.each<[string, Subject, object]>([
    ['of a credential request', { ...whole, kind: 'credential-request' }, ofSession],
    [
      'of a request that names no role',
      { ...withoutRole, kind: 'credential-request', eventName: 'GetSessionToken' },
      { ...ofSession, role: 'GetSessionToken' },
    ],
    ['of a session', { ...whole, kind: 'session' }, ofSession],
    ['of a refused call', { ...whole, kind: 'refused-call' }, ofSession],
    [
      'of a refused call of no role, whatever the call',
      { ...withoutRole, kind: 'refused-call' },
      { account: '123456789012', requester: 'requester' },
    ],
    [
      'of a submission',
      whole,
      { task: 'task-1', endpoints: ['Orders', 'Copy'], connection: 'redshift', hop: 'database' },
    ],
    [
      'of a submission whose task has no id',
      { ...withoutTaskId, endpoints: ['Orders'] },
      { task: 'orders-daily', endpoints: ['Orders'], connection: 'redshift', hop: 'database' },
    ],
    ['of a run', { ...whole, kind: 'run' }, { task: 'task-1', role: 'role' }],
    [
      'of a run whose task has no id',
      { ...withoutTaskId, kind: 'run' },
      { task: 'orders-daily', role: 'role' },
    ],
    ['of a principal', { ...whole, kind: 'principal' }, { principal: 'requester' }],
    ['of a subject that names nothing', { kind: 'submission' }, {}],
  ])('%s', (_, subject, cause) => {
    expect(causeOf(subject)).toEqual(cause);
    expect(Object.keys(causeOf(subject))).toEqual(Object.keys(cause));
  });
});

describe('the id of a finding', () => {
  const one = violationOf('a');

  it.each<[string, Partial<Violation>]>([
    ['violation', { id: 'v1-other', message: 'other', severity: 'low', observedAt: '2027-01-01T00:00:00Z' }],
    ['session', { subject: { ...one.subject, kind: 'session', sessionName: 'other' } }],
  ])('is that of another %s of the same cause', (_, other) => {
    expect(findingId({ ...one, ...other })).toBe(findingId(one));
  });

  it.each<[string, Partial<Violation>]>([
    ['rule', { ruleId: 'requester-is-iam-principal' }],
    ['status', { status: 'attempt' }],
    ['cause', { subject: { ...one.subject, roleArn: 'other' } }],
  ])('differs by %s', (_, other) => {
    expect(findingId({ ...one, ...other })).not.toBe(findingId(one));
  });

  it('stays what it was: ids are kept in stores', () => {
    // printf '["no-root-credentials","violation",{"account":"1","requester":"r","role":"x"}]' | sha256sum | cut -c1-40
    const subject = { kind: 'session', accountId: '1', requester: 'r', roleArn: 'x' } as const;
    expect(findingId({ ...one, subject })).toBe('f1-3436d02162b49a923b2aa199b75b0e6ff544bac0');
  });
});
