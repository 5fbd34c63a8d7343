import { expect } from 'vitest';
import type { Run } from '../../../shared/sessions/run.ts';
import {
  lateSeconds,
  mostEndedRuns,
  type SessionStore,
  type TrackedSession,
  trackedSeconds,
} from '../../../shared/sessions/session-store.ts';
import { runKey } from '../../../shared/sessions/told-run.ts';

/** The cases' time. */
export const now = '2026-10-01T12:00:00.000Z';
/** Seconds for which the stores of the cases keep runs that have ended. */
export const keptSeconds = 400 * 24 * 3600;

/** What every store of sessions and runs has to do, whatever keeps it. */
export interface SessionCase {
  readonly name: string;
  /** `at`: the store, of this case alone, at a time. */
  readonly holds: (at: (now: string) => SessionStore) => Promise<void>;
}

const role = 'arn:aws:iam::123456789012:role/orders';
const other = 'arn:aws:iam::123456789012:role/other';
const secondsAt = (time: string) => Date.parse(`2026-10-01T${time}Z`) / 1000;

export function session(from: string, more: Partial<TrackedSession> = {}): TrackedSession {
  const issuedAt = secondsAt(from);
  return {
    key: `request-${from}`,
    roleArn: role,
    issuedAt,
    expiresAt: issuedAt + 900,
    eventId: `event-${from}`,
    accessKeyId: `ASIA${from.replaceAll(':', '')}`,
    sessionName: 'orders',
    sourceIdentity: undefined,
    requesterKeyId: 'AKIAEXAMPLEEXAMPLE01',
    ...more,
  };
}

export function run(more: Partial<Run> = {}): Run {
  return {
    id: 'task-1/7',
    taskId: 'task-1',
    taskName: 'orders',
    startedAt: secondsAt('11:00:00') * 1000,
    endedAt: undefined,
    outcome: undefined,
    errorMessage: undefined,
    ...more,
  };
}

export const ended = (more: Partial<Run> = {}) =>
  run({ endedAt: secondsAt('11:30:00') * 1000, outcome: 'success', ...more });

const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString();
const accessKeys = (sessions: readonly { readonly accessKeyId: string | undefined }[]) =>
  sessions.map(({ accessKeyId }) => accessKeyId);

export const sessionCases: readonly SessionCase[] = [
  {
    name: 'sessions of a role are found by the time of their issue, in its order, each once',
    holds: async (at) => {
      const store = at(now);
      const [first, second, third] = [session('11:00:00'), session('11:00:01'), session('11:14:00')];
      for (const one of [third, first, second, first, session('11:00:00', { roleArn: other, key: 'o' })])
        await store.putSession(one);
      const found = (from: string, to: string) => store.sessionsOf(role, secondsAt(from), secondsAt(to));
      expect(accessKeys(await found('11:00:00', '11:14:00'))).toEqual(accessKeys([first, second, third]));
      expect(accessKeys(await found('11:00:01', '11:13:59'))).toEqual(accessKeys([second]));
      expect(await store.sessionsOf(role, secondsAt('11:00:00') + 0.5, secondsAt('11:14:00') - 0.5)).toEqual([
        expect.objectContaining({ accessKeyId: second.accessKeyId }),
      ]);
      expect(await found('09:00:00', '10:00:00')).toEqual([]);
    },
  },
  {
    name: 'there are no sessions of a time that ends before it begins',
    holds: async (at) => {
      const store = at(now);
      await store.putSession(session('11:00:00'));
      expect(await store.sessionsOf(role, secondsAt('11:00:01'), secondsAt('10:59:59'))).toEqual([]);
    },
  },
  {
    name: 'sessions that were issued in one second are all kept, also those without a key',
    holds: async (at) => {
      const store = at(now);
      const alike = ['a', 'b', 'c'].map((key) => session('11:00:00', { key, accessKeyId: undefined }));
      for (const one of alike) await store.putSession(one);
      expect(await store.sessionsOf(role, secondsAt('11:00:00'), secondsAt('11:00:00'))).toHaveLength(3);
    },
  },
  {
    name: 'a session is found by the key that it issued, whole, and gone after its time',
    holds: async (at) => {
      const one = session('11:00:00', { sourceIdentity: 'somebody' });
      await at(now).putSession(one);
      await at(now).putSession(session('11:01:00', { roleArn: undefined }));
      expect(await at(now).sessionOfKey(one.accessKeyId ?? '')).toEqual(one);
      expect((await at(now).sessionOfKey('ASIA110100'))?.roleArn).toBeUndefined();
      expect(await at(now).sessionOfKey('ASIAUNKNOWN')).toBeUndefined();
      const afterwards = at(later(trackedSeconds));
      expect(await afterwards.sessionOfKey(one.accessKeyId ?? '')).toBeUndefined();
      expect(await afterwards.sessionsOf(role, 0, secondsAt('23:00:00'))).toEqual([]);
    },
  },
  {
    name: 'the roles of which there are sessions are known',
    holds: async (at) => {
      const store = at(now);
      expect(await store.roles()).toEqual([]);
      for (const roleArn of [other, role, undefined, role])
        await store.putSession(session('11:00:00', { roleArn }));
      expect(await store.roles()).toEqual([role, other]);
    },
  },
  {
    name: 'a run is what was told of it, whatever the order, and however often',
    holds: async (at) => {
      const [start, end] = [run({ sessionName: 'orders' }), ended()];
      const whole = { ...end, sessionName: 'orders' };
      const store = at(now);
      expect(await store.putRun(start, [])).toEqual(start);
      expect(await store.putRun(end, [])).toEqual(whole);
      expect(await store.putRun(start, [])).toEqual(whole);
      expect(await store.run(runKey(start))).toEqual(whole);
      const second = { id: 'task-1/8' };
      expect(await store.putRun({ ...end, ...second }, [])).toEqual({ ...end, ...second });
      expect(await store.putRun({ ...start, ...second }, [])).toEqual({ ...whole, ...second });
      expect(await store.run('other')).toBeUndefined();
    },
  },
  {
    name: 'of what many tell of a run at once nothing is lost',
    holds: async (at) => {
      const store = at(now);
      const tellings = [
        run({ sessionName: 's' }),
        run({ sourceIdentity: 'i' }),
        run({ accessKeyId: 'k' }),
        ended(),
      ];
      await Promise.all(tellings.map((one) => store.putRun(one, [role])));
      const names = { sessionName: 's', sourceIdentity: 'i', accessKeyId: 'k' };
      expect(await store.run(runKey(run()))).toEqual({ ...ended(), ...names });
      expect(await store.runsOf(role, 0)).toEqual([{ ...ended(), ...names }]);
    },
  },
  {
    name: 'runs of a role are found while they go on and for a day after their end',
    holds: async (at) => {
      const store = at(now);
      const named = { roleArns: [role, other] };
      await store.putRun(run(named), [role, other]);
      await store.putRun(run({ id: 'task-1/8' }), ['arn:aws:iam::123456789012:role/ord*']);
      await store.putRun(run({ id: 'task-1/9' }), []);
      const idsOf = async (time: string, roleArn: string) =>
        (await at(time).runsOf(roleArn, 0)).map(({ id }) => id).sort();
      expect(await idsOf(now, role)).toEqual(['task-1/7', 'task-1/8']);
      expect(await idsOf(now, other)).toContain('task-1/7');
      expect(await idsOf(now, 'arn:aws:iam::123456789012:role/nobodys')).not.toContain('task-1/7');
      await store.putRun(ended(), []);
      expect((await store.runsOf(role, 0)).find(({ id }) => id === 'task-1/7')?.endedAt).toBe(
        ended().endedAt,
      );
      const aDayLater = new Date((ended().endedAt ?? 0) + lateSeconds * 1000).toISOString();
      expect(await idsOf(aDayLater, role)).toEqual(['task-1/8']);
      expect(await at(aDayLater).run(runKey(run()))).toBeDefined();
    },
  },
  {
    name: 'runs of a role are found that had not ended at a time, once, wherever their end moves',
    holds: async (at) => {
      const store = at(now);
      const end = secondsAt('11:30:00');
      const [known, alike] = [[role], ['arn:aws:iam::123456789012:role/ord*']];
      const idsFrom = async (from: number) => (await store.runsOf(role, from)).map(({ id }) => id).sort();
      for (const [id, roles] of [['named', known] as const, ['alike', alike] as const]) {
        await store.putRun(run({ id }), roles);
        await store.putRun(ended({ id }), roles);
      }
      await store.putRun(run({ id: 'goes on' }), known);
      expect(await idsFrom(end)).toEqual(['alike', 'goes on', 'named']);
      expect(await idsFrom(end + 0.001)).toEqual(['goes on']);
      await store.putRun(ended({ id: 'named', endedAt: (end + 60) * 1000 }), known);
      expect(await idsFrom(0)).toEqual(['alike', 'goes on', 'named']);
      expect(await idsFrom(end + 1)).toEqual(['goes on', 'named']);
      // Told again is what was told before: it goes on no more.
      await store.putRun(run({ id: 'named' }), known);
      expect(await idsFrom(end + 61)).toEqual(['goes on']);
    },
  },
  {
    name: 'a task’s runs that have ended are found, the latest first, for as long as runs are kept',
    holds: async (at) => {
      const store = at(now);
      const ends = Array.from({ length: mostEndedRuns + 5 }, (_, index) =>
        ended({ id: `task-1/${index}`, endedAt: secondsAt('11:30:00') * 1000 + index * 60_000 }),
      );
      for (const one of ends) await store.putRun(one, []);
      await store.putRun(run({ id: 'goes on' }), []);
      await store.putRun(ended({ id: 'task-2/1', taskId: 'task-2' }), []);
      expect(await store.endedRuns('task-1')).toEqual(ends.reverse().slice(0, mostEndedRuns));
      expect(await store.endedRuns('nobody')).toEqual([]);
      expect(await at(later(keptSeconds)).endedRuns('task-1')).toEqual([]);
    },
  },
  {
    name: 'ended runs are found by what their task is called, by its id or name',
    holds: async (at) => {
      const store = at(now);
      const endsAt = (minute: number) => ({ endedAt: secondsAt('11:30:00') * 1000 + minute * 60_000 });
      const byName = ended({ id: 'a', taskId: 'task-1', taskName: 'orders', ...endsAt(1) });
      const byId = ended({ id: 'b', taskId: 'orders', taskName: 'other', ...endsAt(3) });
      const byBoth = ended({ id: 'c', taskId: 'orders', taskName: 'orders', ...endsAt(2) });
      const withoutId = ended({ id: 'd', taskId: undefined, taskName: 'orders', ...endsAt(0) });
      const others = [run({ id: 'goes on' }), ended({ id: 'e', taskId: 'task-2', taskName: 'nobody' })];
      for (const one of [byName, byId, byBoth, withoutId, ...others]) await store.putRun(one, []);
      const idsOf = async (name: string) => (await store.endedRunsCalled(name)).map(({ id }) => id);
      expect(await idsOf('orders')).toEqual(['b', 'c', 'a', 'd']);
      expect(await idsOf('task-1')).toEqual(['a']);
      expect(await idsOf('')).toEqual([]);
      expect((await store.endedRuns('orders')).map(({ id }) => id)).toEqual(['b', 'c']);
      // What is told of it later moves it on, and leaves no trace where it stood.
      await store.putRun({ ...byName, ...endsAt(4) }, []);
      expect(await idsOf('orders')).toEqual(['a', 'b', 'c', 'd']);
      expect(await at(later(keptSeconds)).endedRunsCalled('orders')).toEqual([]);
    },
  },
  {
    name: 'it is known what was warned of',
    holds: async (at) => {
      const store = at(now);
      const warning = { run: runKey(run()), roleArn: role, expiresAt: secondsAt('11:15:00') };
      expect(await store.isWarned(warning)).toBe(false);
      await store.noteWarned(warning);
      expect(await store.isWarned(warning)).toBe(true);
      for (const another of [{ run: 'other' }, { roleArn: other }, { expiresAt: warning.expiresAt + 1 }])
        expect(await store.isWarned({ ...warning, ...another })).toBe(false);
    },
  },
  {
    name: 'a run may assume more roles than go into one write, and others with each that is told of it',
    holds: async (at) => {
      const store = at(now);
      const rolesFrom = (first: number) =>
        Array.from({ length: 64 }, (_, index) => `arn:aws:iam::123456789012:role/${first + index}`);
      for (const first of [100, 200, 300])
        await store.putRun(run({ roleArns: rolesFrom(first) }), rolesFrom(first));
      await store.putRun(ended({ roleArns: rolesFrom(400) }), rolesFrom(400));
      const [found, ...more] = await store.runsOf('arn:aws:iam::123456789012:role/400', 0);
      expect(found).toMatchObject({ endedAt: ended().endedAt });
      expect(found?.roleArns).toContain('arn:aws:iam::123456789012:role/400');
      expect(more).toEqual([]);
      const many = Array.from({ length: 150 }, (_, index) => `arn:aws:iam::123456789012:role/w${index}`);
      await store.putRun(run({ id: 'of a workload' }), many);
      const ids = (await store.runsOf(many[149] ?? '', 0)).map(({ id }) => id);
      expect(ids).toContain('of a workload');
    },
  },
  {
    name: 'a run may name roles by globs itself',
    holds: async (at) => {
      const store = at(now);
      const roleArns = ['arn:aws:iam::123456789012:role/ord*', other];
      await store.putRun(run({ roleArns }), roleArns);
      const [found] = await store.runsOf(role, 0);
      expect(found?.roleArns).toContain('arn:aws:iam::123456789012:role/ord*');
    },
  },
  {
    name: 'names may be of any length, and a run may be told of at length',
    holds: async (at) => {
      const store = at(now);
      const long = `arn:aws:iam::123456789012:role/${'x'.repeat(2017)}`;
      const roleArns = Array.from({ length: 64 }, (_, index) => `${long.slice(0, -3)}${100 + index}`);
      const errorMessage = 'é'.repeat(4096);
      for (const startedAt of [0, 1, 2, 3])
        await store.putRun(ended({ id: 'i'.repeat(128), startedAt, errorMessage, roleArns }), roleArns);
      await store.putSession(session('11:00:00', { roleArn: long, key: 'k'.repeat(2000) }));
      const [first] = roleArns;
      expect(await store.runsOf(first ?? '', 0)).toHaveLength(1);
      expect(await store.sessionsOf(long, 0, secondsAt('23:00:00'))).toHaveLength(1);
    },
  },
];
