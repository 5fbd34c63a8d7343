import { expect, it } from 'vitest';
import type { AuditedRun, RunOverRole } from '../../shared/audit/run-audit.ts';
import type { SessionTimeline } from '../../shared/audit/session-timeline.ts';
import { timelineText } from '../../shared/report/timeline-text.ts';

const at = (time: string) => `2026-10-01T${time}Z`;
const over = (delta: Partial<RunOverRole> = {}): RunOverRole => ({
  roleArn: 'role/b',
  result: 'pass',
  coverage: 'certain',
  sessionCount: 1,
  sessions: [],
  uncovered: [],
  ...delta,
});
const run = (runId: string, delta: Partial<AuditedRun> = {}): AuditedRun => ({
  runId,
  task: 'orders',
  taskId: 'task-1',
  startedAt: at('08:00:00.000'),
  endedAt: at('08:10:00.000'),
  outcome: 'success',
  diedOfExpiry: false,
  roles: [over()],
  ...delta,
});
const chain = (delta: Partial<SessionTimeline> = {}): SessionTimeline => ({
  requester: 'user/a',
  role: 'role/b',
  sessionName: 'orders',
  sessions: [
    { issuedAt: at('08:00:00'), expiresAt: at('08:15:00'), renewBy: at('08:10:00'), accessKeyId: 'A' },
  ],
  runs: [{ runId: '7', task: 'orders', taskId: 'task-1' }],
  ...delta,
});

const text = (chains: readonly SessionTimeline[], runs: readonly AuditedRun[]) =>
  timelineText(chains, runs, (_, plain) => plain);
/** What follows the table of tasks. */
const timelineOf = (chains: readonly SessionTimeline[], runs: readonly AuditedRun[]) =>
  text(chains, runs).split('\n\n').slice(2).join('\n\n');

it('has sessions and the runs that lived on them in time: of what happened at once a run starts first and ends last', () => {
  const died = run('7', {
    endedAt: at('08:40:00.500'),
    outcome: 'failed',
    diedOfExpiry: true,
    roles: [
      over({
        result: 'violation',
        coverage: 'possible',
        uncovered: [{ from: at('08:15:00'), to: at('08:40:00'), seconds: 1500 }],
      }),
    ],
  });
  const { sessions } = chain();
  const later = [
    { issuedAt: at('08:14:00'), gapSeconds: -60, accessKeyId: 'B' },
    {
      issuedAt: at('08:40:00'),
      expiresAt: at('08:55:00'),
      renewBy: at('08:50:00'),
      gapSeconds: 1500,
      accessKeyId: 'C',
    },
    {
      issuedAt: at('08:55:00'),
      expiresAt: at('09:10:00'),
      renewBy: at('09:05:00'),
      gapSeconds: 0,
      accessKeyId: 'D',
    },
  ];
  expect(timelineOf([chain({ sessions: [...sessions, ...later] })], [died])).toBe(
    [
      'Sessions: 1 chain',
      '',
      'user/a → role/b as orders',
      '  2026-10-01T08:00:00Z  run 7 of orders started',
      '  2026-10-01T08:00:00Z  session A issued; to be renewed by 2026-10-01T08:10:00Z',
      '  2026-10-01T08:14:00Z  session B issued, 60 s before the last one expires; when it expires is unknown',
      '  2026-10-01T08:15:00Z  session A expired',
      '  2026-10-01T08:15:00Z  run 7 of orders: 1500 s without credentials begin',
      '  2026-10-01T08:40:00Z  session C issued, 1500 s after all before had expired; to be renewed by 2026-10-01T08:50:00Z',
      '  2026-10-01T08:40:00Z  run 7 of orders died of expired credentials: violation; the sessions may be another task’s',
      '  2026-10-01T08:55:00Z  session D issued, as the last one expired; to be renewed by 2026-10-01T09:05:00Z',
      '  2026-10-01T08:55:00Z  session C expired',
      '  2026-10-01T09:10:00Z  session D expired',
    ].join('\n'),
  );
});

it('has a run in each chain that it lived on, with what was found for its role', () => {
  const two = run('7', {
    roles: [over(), over({ roleArn: 'role/c', result: 'undecided', missing: ['credential-use'] })],
  });
  const found = timelineOf([chain(), chain({ role: 'role/c' })], [two]);
  expect(found).toContain('user/a → role/b as orders\n  2026-10-01T08:00:00Z  run 7 of orders started');
  expect(found).toContain('run 7 of orders ended: success: pass\n');
  expect(found).toContain('run 7 of orders ended: success: undecided (missing credential-use)\n');
  expect(found).not.toContain('Of none');
});

it('says of a run that goes on that it does, and of one that ended that nobody says how', () => {
  const { outcome: _, ...silent } = run('8');
  const { endedAt: __, ...running } = silent;
  const names = ['7', '8'].map((runId) => ({ runId, task: 'orders', taskId: 'task-1' }));
  const found = timelineOf([chain({ runs: names })], [{ ...running, runId: '7' }, silent]);
  expect(found).toContain('2026-10-01T08:00:00Z  run 7 of orders goes on: pass');
  expect(found).toContain('2026-10-01T08:10:00Z  run 8 of orders ended: nobody says how: pass');
});

it('has runs, and roles of runs, that lived on no chain, beneath the chains', () => {
  const unseen = over({ result: 'not-applicable', reason: 'no-session-seen', sessionCount: 0 });
  const runs = [
    run('7', { roles: [over(), { ...unseen, roleArn: 'role/c' }] }),
    run('8', { roles: [unseen] }),
    run('9', { roles: [] }),
    // Of the same number, and of another task.
    run('7', { task: 'invoices', taskId: 'task-2', roles: [unseen] }),
  ];
  expect(timelineOf([chain()], runs)).toContain(
    [
      'Of none of these chains alone: 4 runs',
      '',
      'orders, run 7: success',
      '  role/c: not-applicable (no-session-seen)',
      '    2026-10-01T08:00:00Z  run started',
      '    2026-10-01T08:10:00Z  run ended: success',
      '',
      'orders, run 8: success',
      '  role/b: not-applicable (no-session-seen)',
      '    2026-10-01T08:00:00Z  run started',
      '    2026-10-01T08:10:00Z  run ended: success',
      '',
      'orders, run 9: success',
      '  no role of it is known',
      '',
      'invoices, run 7: success',
      '  role/b: not-applicable (no-session-seen)',
    ].join('\n'),
  );
});

it('has a line a task above all, and chains on which no run lived', () => {
  const found = text([chain({ runs: [] })], [run('8', { roles: [over({ sessionCount: 0 })] })]);
  expect(found).toMatch(/^Runs: 1\n\nTask +Runs .*\norders +1 +600 /);
  expect(found).toContain('user/a → role/b as orders\n  2026-10-01T08:00:00Z  session A issued');
});
