import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedNewsError } from '../../functions/track-sessions/read-news.ts';
import { judgeRuns } from '../../shared/audit/run-audit.ts';
import type { CredentialRequest } from '../../shared/cloudtrail/record.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import type { Run } from '../../shared/sessions/run.ts';
import { trackedSession } from '../../shared/sessions/session-store.ts';
import { rolesOfRuns } from '../../shared/sessions/task-roles.ts';
import { runKey } from '../../shared/sessions/told-run.ts';
import { keptSessions } from '../support/audit/kept-sessions.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { credentialRequest } from '../support/evaluation/subjects.ts';
import { type Tracked, tracked } from '../support/functions/tracked.ts';

const role = 'arn:aws:iam::123456789012:role/etl/redshift-stage';
const day = (time: string) => `2026-10-01T${time}.000Z`;
const expiring = 'Temporary Credentials Expiring';
const found = 'Temporary Credentials Violation';

/** A request for credentials that live for so many seconds; the key is told from others by its time. */
function issue(time: string, seconds = 900, more: object = {}): CredentialRequest {
  const expiration = new Date(Date.parse(day(time)) + seconds * 1000).toISOString();
  return credentialRequest({
    eventID: `event-${time}`,
    eventTime: day(time),
    requestParameters: { roleArn: role },
    responseElements: { credentials: { accessKeyId: `ASIA${time.replaceAll(':', '')}`, expiration } },
    ...more,
  });
}

function run(more: Partial<Run> = {}): Run {
  return {
    id: 'task-1/7',
    taskId: 'task-1',
    taskName: 'orders',
    startedAt: Date.parse(day('08:00:00')),
    endedAt: undefined,
    outcome: undefined,
    errorMessage: undefined,
    roleArns: [role],
    ...more,
  };
}

const died: Partial<Run> = {
  endedAt: Date.parse(day('08:40:00')),
  outcome: 'failed',
  errorMessage: 'The provided token has expired.',
};

const seen = (system: Tracked) => system.eventsOf(found) as Violation[];

describe('a run that goes on', () => {
  it('is warned of before the last of its sessions ends, once, and with how long is left', async () => {
    const system = tracked({ book: bookOf() });
    await system.told(run());
    await system.issued(issue('08:00:10'));
    await system.passTo(day('08:10:09'));
    expect(system.eventsOf(expiring)).toEqual([]);
    await system.passTo(day('08:10:11'));
    expect(system.eventsOf(expiring)).toEqual([
      {
        schemaVersion: '1',
        id: expect.stringMatching(/^w1-[0-9a-f]{40}$/),
        runId: 'task-1/7',
        task: 'orders',
        taskId: 'task-1',
        startedAt: day('08:00:00'),
        roleArn: role,
        coverage: 'possible',
        session: {
          issuedAt: '2026-10-01T08:00:10Z',
          expiresAt: '2026-10-01T08:15:10Z',
          accessKeyId: 'ASIA080010',
          eventId: 'event-08:00:10',
          sessionName: 'mapping-orders',
        },
        secondsLeft: 300,
      },
    ]);
    await system.due({ kind: 'expiry', roleArn: role, expiresAt: Date.parse(day('08:15:10')) / 1000 });
    expect(system.eventsOf(expiring)).toHaveLength(1);
    expect(system.counted.ExpiryWarnings).toBe(1);
  });

  it('is warned of whether the session or the run is known first, and at once where it is late', async () => {
    const first = tracked({ book: bookOf() });
    await first.issued(issue('08:00:10'));
    await first.told(run());
    expect(first.schedules).toHaveLength(1);
    const late = tracked({ book: bookOf() });
    late.at(day('08:14:00'));
    await late.issued(issue('08:00:10'));
    await late.told(run());
    expect(late.eventsOf(expiring)).toMatchObject([{ secondsLeft: 70 }]);
    const tooLate = tracked({ book: bookOf() });
    tooLate.at(day('08:20:00'));
    await tooLate.told(run());
    await tooLate.issued(issue('08:00:10'));
    expect(tooLate.eventsOf(expiring)).toMatchObject([{ secondsLeft: 0 }]);
  });

  it.each<[string, (system: Tracked) => Promise<void>]>([
    ['was renewed', (system) => system.issued(issue('08:09:00'))],
    [
      'was renewed by what is no longer known to end',
      (system) =>
        system.issued(issue('08:09:00', 900, { responseElements: { credentials: { expiration: 'soon' } } })),
    ],
    ['has ended', (system) => system.told(run({ endedAt: Date.parse(day('08:09:00')), outcome: 'success' }))],
  ])('is not warned of where it %s', async (_, meanwhile) => {
    const system = tracked({ book: bookOf() });
    await system.told(run());
    await system.issued(issue('08:00:10'));
    system.at(day('08:09:10'));
    await meanwhile(system);
    await system.passTo(day('08:10:30'));
    expect(system.eventsOf(expiring)).toEqual([]);
  });

  it('is warned of at the end of what renewed it', async () => {
    const system = tracked({ book: bookOf() });
    await system.told(run());
    await system.issued(issue('08:00:10'));
    await system.issued(issue('08:09:00'));
    await system.passTo(day('09:00:00'));
    expect(system.eventsOf(expiring)).toMatchObject([{ session: { expiresAt: '2026-10-01T08:24:00Z' } }]);
  });

  it.each<[string, object, Partial<Run>, CredentialRequest]>([
    ['is in advanced mode', {}, { mode: 'advanced' }, issue('08:00:10')],
    [
      'is of a workload in advanced mode',
      { workloads: [{ name: 'orders', roles: [role], mode: 'advanced' }] },
      {},
      issue('08:00:10'),
    ],
    [
      'is of a task in advanced mode by its own workload, on a role that another one has too',
      {
        workloads: [
          { name: 'others', roles: [role] },
          { name: 'orders', roles: [role], sessionNames: ['orders-*'], mode: 'advanced' },
        ],
      },
      {},
      issue('08:00:10'),
    ],
    [
      'lives on credentials of twice the lead',
      { parameters: { renewalLeadSeconds: 450 } },
      {},
      issue('08:00:10'),
    ],
    ['is out of scope', { scope: { roles: ['*other'] } }, {}, issue('08:00:10')],
    [
      'is of no concern, as the rule is off',
      { rules: { 'renew-before-expiry': { mode: 'off' } } },
      {},
      issue('08:00:10'),
    ],
    ['has another session name', {}, { sessionName: 'other' }, issue('08:00:10')],
    ['began more than a minute later', {}, {}, issue('07:58:59')],
    ['assumes other roles', {}, { roleArns: [`${role}-2`] }, issue('08:00:10')],
    ['is of a service of AWS', {}, {}, issue('08:00:10', 900, { errorCode: 'AccessDenied' })],
  ])('is not warned of where it %s', async (_, policy, more, request) => {
    const system = tracked({ book: bookOf(policy) });
    await system.told(run(more));
    if (request.errorCode === undefined) await system.issued(request);
    await system.passTo(day('09:00:00'));
    expect(system.eventsOf(expiring)).toEqual([]);
  });

  it('is warned of by one id, whoever tells it and when, and by another for each run, role and end', async () => {
    const idOf = async (more: Partial<Run>, request: CredentialRequest, time: string) => {
      const system = tracked({ book: bookOf() });
      await system.told(run(more));
      system.at(day(time));
      await system.issued(request);
      const [warning] = system.eventsOf(expiring) as { readonly id: string }[];
      return warning?.id;
    };
    const id = await idOf({}, issue('08:00:10'), '08:11:00');
    expect(await idOf({}, issue('08:00:10'), '08:14:00')).toBe(id);
    const toOther = { requestParameters: { roleArn: `${role}-2` } };
    const others = [
      await idOf({ id: 'task-1/8' }, issue('08:00:10'), '08:11:00'),
      await idOf({ roleArns: [`${role}-2`] }, issue('08:00:10', 900, toOther), '08:11:00'),
      await idOf({}, issue('08:00:10', 901), '08:11:00'),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  it('for days is laid beside the sessions alone that may still live', async () => {
    const system = tracked({ book: bookOf() });
    await system.told(run({ startedAt: Date.parse('2026-09-27T08:00:00.000Z') }));
    const request = issue('08:00:10', 43_200);
    await system.issued(request);
    const expiresAt = request.expiresAt ?? 0;
    const { store } = system;
    const asked: number[] = [];
    const { sessionsOf } = store;
    Object.assign(store, {
      sessionsOf: (roleArn: string, from: number, to: number) => {
        asked.push(from);
        return sessionsOf(roleArn, from, to);
      },
    });
    await system.passTo(day('19:56:00'));
    expect(system.eventsOf(expiring)).toHaveLength(1);
    expect(asked).toEqual([expiresAt - 43_200]);
  });

  it('is warned of again where the warning could not be published', async () => {
    let isBroken = true;
    const events: unknown[] = [];
    const publish = async (some: readonly unknown[]) => {
      if (isBroken) throw new Error('no bus');
      events.push(...some);
    };
    const system = tracked({ book: bookOf(), publish });
    await system.told(run());
    await system.issued(issue('08:00:10'));
    const due = { kind: 'expiry', roleArn: role, expiresAt: Date.parse(day('08:15:10')) / 1000 } as const;
    system.at(day('08:11:00'));
    await expect(system.due(due)).rejects.toThrow('no bus');
    isBroken = false;
    await system.due(due);
    expect(events).toHaveLength(1);
  });
});

describe('a run that has ended', () => {
  it('is judged when the records of its end have come, not before', async () => {
    const system = tracked({ book: bookOf() });
    system.at(day('08:41:00'));
    await system.told(run(died));
    await system.issued(issue('08:00:10'));
    await system.passTo(day('08:54:59'));
    expect(seen(system)).toEqual([]);
    await system.passTo(day('08:55:00'));
    expect(seen(system)).toMatchObject([
      { ruleId: 'renew-before-expiry', evidence: { expiredAt: day('08:15:10'), uncoveredSeconds: 1490 } },
    ]);
    expect(system.counted.RunsJudged).toBe(1);
  });

  it('is not accused where the record that clears it comes before that', async () => {
    const system = tracked({ book: bookOf() });
    system.at(day('08:41:00'));
    await system.issued(issue('08:00:10'));
    await system.told(run({ ...died, errorMessage: 'disk full' }));
    system.at(day('08:54:00'));
    await system.issued(issue('08:14:00', 3600));
    await system.passTo(day('09:30:00'));
    expect(seen(system)).toEqual([]);
    expect(system.counted.RunsJudged).toBe(1);
  });

  it('is judged again by what comes later, and at once where it is told of late', async () => {
    const system = tracked({ book: bookOf() });
    system.at(day('10:00:00'));
    await system.told(run(died));
    expect(seen(system)).toMatchObject([{ evidence: { sessions: 0 } }]);
    await system.issued(issue('08:00:10'));
    expect(seen(system).at(-1)).toMatchObject({ evidence: { sessions: 1, expiredAt: day('08:15:10') } });
    await system.issued(issue('09:00:00'));
    expect(seen(system)).toHaveLength(2);
  });

  it('is judged by what is known of it, though among the runs of its role it stands as it was told at first', async () => {
    const system = tracked({ book: bookOf() });
    system.at(day('10:00:00'));
    await system.told(run({ ...died, outcome: 'success' }));
    await system.issued(issue('08:00:10'));
    const { store } = system;
    const early = run({ ...died, endedAt: Date.parse(day('08:30:00')) });
    Object.assign(store, { runsOf: async () => [early] });
    await system.issued(issue('08:00:20'));
    expect(seen(system)).toEqual([]);
  });

  it('later than was told at first is judged by its end', async () => {
    const system = tracked({ book: bookOf() });
    system.at(day('08:11:00'));
    await system.issued(issue('08:00:10'));
    await system.told(run({ ...died, endedAt: Date.parse(day('08:10:00')), errorMessage: 'disk full' }));
    await system.told(run(died));
    await system.passTo(day('08:54:00'));
    expect(seen(system)).toEqual([]);
    await system.passTo(day('08:56:00'));
    expect(seen(system)).toHaveLength(1);
  });

  it('assumes the roles that a workload which is called like its task has sessions of', async () => {
    const workloads = [{ name: 'orders', roles: ['arn:aws:iam::123456789012:role/etl/*'] }];
    const system = tracked({ book: bookOf({ workloads }) });
    const { roleArns: _, ...silent } = run(died);
    await system.issued(issue('08:00:10'));
    await system.told(silent);
    await system.passTo(day('10:00:00'));
    expect(seen(system)).toMatchObject([{ subject: { roleArn: role } }]);
  });

  it('is not accused where its own workload is in advanced mode, whatever others on its role are', async () => {
    const roles = { roles: [role] };
    const workloads = [
      { name: 'others', ...roles },
      { name: 'orders', ...roles, sessionNames: ['orders-*'], mode: 'advanced' },
    ];
    const judged = async (more: Partial<Run>) => {
      const system = tracked({ book: bookOf({ workloads }) });
      await system.issued(issue('08:00:10'));
      await system.told(run({ ...died, ...more }));
      await system.passTo(day('10:00:00'));
      return seen(system).length;
    };
    expect(await judged({})).toBe(0);
    expect(await judged({ taskName: 'others' })).toBe(1);
    expect(await judged({ taskName: 'nobody', sessionName: 'mapping-orders' })).toBe(1);
  });

  it('leaves in the store what its error text says of credentials, and nothing else of it', async () => {
    const system = tracked({ book: bookOf() });
    const errorMessage = 'cannot connect with password hunter2: The provided token has expired.';
    await system.told(run({ ...died, errorMessage }));
    const [kept] = await system.store.endedRuns('task-1');
    expect(kept).toMatchObject({ outcome: 'failed', errorMessage: 'ExpiredToken' });
    expect(JSON.stringify(await system.store.runsOf(role, 0))).not.toContain('hunter2');
    await system.told(run({ ...died, id: 'other', errorMessage: 'password hunter2 is wrong' }));
    expect((await system.store.run(runKey(run({ id: 'other' }))))?.errorMessage).toBeUndefined();
  });

  it('is accused by roles that a glob may mean where it had a session of them, else by all of them', async () => {
    const workloads = [{ name: 'orders', roles: ['arn:aws:iam::123456789012:role/*'] }];
    const { roleArns: _, ...silent } = run(died);
    const another = (time: string) => issue(time, 900, { requestParameters: { roleArn: `${role}-2` } });
    const rolesAccused = async (...requests: readonly CredentialRequest[]) => {
      const book = bookOf({ workloads });
      const system = tracked({ book });
      for (const request of requests) await system.issued(request);
      await system.told(silent);
      await system.passTo(day('10:00:00'));
      const archived = judgeRuns(
        { runs: [silent], rolesOf: rolesOfRuns(book.policy) },
        { book, facts: noFacts, selection: {}, sessions: keptSessions(requests), knownUntil: Infinity },
      );
      const violations = [...archived]
        .flatMap(({ outcomes }) => outcomes.flat())
        .flatMap((one) => one.violations);
      const [live, later] = [seen(system), violations].map((some) => some.map(({ id }) => id).sort());
      expect(live).toEqual(later);
      return seen(system).map(({ subject }) => subject.roleArn);
    };
    expect(await rolesAccused(issue('08:00:10'), another('05:00:00'))).toEqual([role]);
    expect(await rolesAccused(issue('05:00:00'), another('05:00:00'))).toEqual([role, `${role}-2`]);
  });

  it('of which nobody says what roles it assumes is counted', async () => {
    const system = tracked({ book: bookOf() });
    const { roleArns: _, ...silent } = run(died);
    await system.told(silent);
    await system.passTo(day('10:00:00'));
    expect(seen(system)).toEqual([]);
    expect(system.counted.RunsWithoutRoles).toBe(1);
  });
});

describe('a schedule', () => {
  it('that fires within the second before the end of the waiting has the run judged: none is made in its name again', async () => {
    const system = tracked({ book: bookOf() });
    system.at(day('08:41:00'));
    await system.told(run({ ...died, endedAt: Date.parse('2026-10-01T08:40:00.900Z') }));
    system.at('2026-10-01T08:55:00.100Z');
    await system.due({ kind: 'end', run: runKey(run()) });
    expect(seen(system)).toHaveLength(1);
  });

  it('is not made for what is due at once: AWS may refuse a time that has passed when it gets there', async () => {
    const system = tracked({ book: bookOf() });
    await system.told(run());
    system.at(day('08:10:09'));
    await system.issued(issue('08:00:10'));
    expect(system.eventsOf(expiring)).toHaveLength(1);
    expect(system.schedules).toEqual([]);
  });
});

describe('a run that is told to be', () => {
  it.each<[string, Partial<Run>]>([
    ['begin', { startedAt: Date.parse('2026-10-02T08:00:00.001Z') }],
    ['end', { endedAt: Date.parse('9999-12-31T23:59:59.000Z'), outcome: 'success' }],
  ])(
    'in the future, more than clocks and zones differ, by its %s, is refused, and leaves nothing',
    async (_, more) => {
      const system = tracked({ book: bookOf() });
      await expect(system.told(run(more))).rejects.toThrow(MalformedNewsError);
      expect(await system.store.run(runKey(run()))).toBeUndefined();
      expect(system.schedules).toEqual([]);
    },
  );

  it('a little in the future, as its clock goes before, is taken', async () => {
    const system = tracked({ book: bookOf() });
    await system.told(run({ startedAt: Date.parse(day('14:00:00')) }));
    expect(await system.store.run(runKey(run()))).toBeDefined();
  });
});

describe('odd facts', () => {
  it('as 10,000 sessions in one run are laid beside it as any others', async () => {
    const system = tracked({ book: bookOf() });
    await system.told(run(died));
    const start = Date.parse(day('08:00:00'));
    for (let index = 0; index < 10_000; index++) {
      const time = new Date(start + (index % 1500) * 1000).toISOString().slice(11, 19);
      await system.store.putSession(trackedSession(issue(time, 900, { eventID: `event ${index}` })));
    }
    await system.passTo(day('10:00:00'));
    expect(seen(system)).toMatchObject([{ evidence: { sessions: 10_000, diedOfExpiry: true } }]);
  });

  it.each<[string, Partial<Run>, CredentialRequest]>([
    ['as a run that ends when it begins', { startedAt: 0, endedAt: 0, outcome: 'failed' }, issue('08:00:10')],
    [
      'as a session that ended before it was issued',
      { ...died, errorMessage: 'disk full' },
      issue('08:00:10', -5),
    ],
    [
      'as a session of a role in no run',
      {},
      issue('08:00:10', 900, { requestParameters: { roleArn: `${role}-9` } }),
    ],
    ['as a session of no role', {}, issue('08:00:10', 900, { requestParameters: { roleArn: null } })],
    ['as a run of 1970', { startedAt: 0 }, issue('08:00:10')],
  ])('%s leave what is known of others alone', async (_, odd, request) => {
    const system = tracked({ book: bookOf() });
    await system.told(run({ id: 'odd', ...odd }));
    await system.issued(request);
    await system.told(run());
    await system.issued(issue('08:00:20'));
    await system.passTo(day('08:11:00'));
    expect(system.eventsOf(expiring)).toContainEqual(
      expect.objectContaining({
        runId: 'task-1/7',
        session: expect.objectContaining({ expiresAt: '2026-10-01T08:15:20Z' }),
      }),
    );
  });
});

describe('the same facts', () => {
  const minutes = fc.integer({ min: 0, max: 59 }).map((minute) => `08:${String(minute).padStart(2, '0')}:00`);
  const requests = fc
    .record({ time: minutes, seconds: fc.constantFrom(900, 901, 1800), name: fc.constantFrom('a', 'b') })
    .map(({ time, seconds, name }) =>
      issue(time, seconds, {
        eventID: `${time} ${seconds} ${name}`,
        requestParameters: { roleArn: role, roleSessionName: name },
      }),
    );
  const runs = fc
    .record({
      id: fc.constantFrom('1', '2', '3'),
      start: minutes,
      length: fc.constantFrom(60, 1200, 2400),
      outcome: fc.constantFrom('success', 'failed', 'stopped', undefined),
      errorMessage: fc.constantFrom('ExpiredToken', 'disk full', undefined),
      sessionName: fc.constantFrom('a', undefined),
      isEnded: fc.boolean(),
    })
    .map(({ id, start, length, outcome, errorMessage, sessionName, isEnded }): Run => {
      const startedAt = Date.parse(day(start));
      return run({
        id,
        startedAt,
        ...(isEnded && { endedAt: startedAt + length * 1000, outcome, errorMessage }),
        ...(sessionName !== undefined && { sessionName }),
      });
    });
  type Fact = { readonly request: CredentialRequest } | { readonly run: Run };
  const facts = fc.array(
    fc.oneof(
      requests.map((request): Fact => ({ request })),
      runs.map((told): Fact => ({ run: told })),
    ),
    { minLength: 1, maxLength: 12 },
  );
  const book = bookOf();
  const end = day('10:00:00');

  /** What an archive of them says. */
  function archived(all: readonly Fact[]): string[] {
    const surroundings = {
      book,
      facts: noFacts,
      selection: {},
      sessions: keptSessions(
        new Map(
          all.flatMap((fact) => ('request' in fact ? [[fact.request.key, fact.request]] : [])),
        ).values(),
      ),
      knownUntil: Date.parse(end) / 1000,
    };
    const audited = {
      runs: all.flatMap((fact) => ('run' in fact ? [fact.run] : [])),
      rolesOf: rolesOfRuns({ workloads: [] }),
    };
    return [...judgeRuns(audited, surroundings)]
      .flatMap(({ outcomes }) => outcomes.flat().flatMap(({ violations }) => violations))
      .map((violation) => JSON.stringify(violation))
      .sort();
  }

  async function tell(system: Tracked, all: readonly Fact[]): Promise<void> {
    for (const fact of all) await ('request' in fact ? system.issued(fact.request) : system.told(fact.run));
  }

  const texts = (system: Tracked) => [...new Set(seen(system).map((one) => JSON.stringify(one)))].sort();

  it('in any order, and told twice, come to the verdicts that an archive of them comes to', async () => {
    await fc.assert(
      fc.asyncProperty(
        facts.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        async ([all, shuffled]) => {
          const system = tracked({ book, settleSeconds: 2 * 3600 });
          system.at(day('09:40:00'));
          await tell(system, shuffled);
          await system.passTo(day('12:00:00'));
          expect(texts(system)).toEqual(archived(all));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('that come after the first verdict come to the same last verdict', async () => {
    await fc.assert(
      fc.asyncProperty(
        facts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        async ([all, shuffled]) => {
          const system = tracked({ book, settleSeconds: 0 });
          system.at(end);
          await tell(system, shuffled);
          const first = texts(system);
          system.published.length = 0;
          for (const fact of all) if ('run' in fact) await system.due({ kind: 'end', run: runKey(fact.run) });
          expect(texts(system)).toEqual(archived(all));
          for (const one of texts(system)) expect(first).toContain(one);
        },
      ),
      { numRuns: 300 },
    );
  });
});
