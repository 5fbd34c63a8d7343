import { describe, expect, it } from 'vitest';
import type { SessionTimeline } from '../../shared/audit/session-timeline.ts';
import { nightsOf } from '../../shared/page/nights.ts';

const name = { requester: 'user/etl', role: 'role/stage', sessionName: 'orders' };

function timelineOf(...sessions: readonly (readonly [issued: string, expires?: string])[]): SessionTimeline {
  return {
    ...name,
    sessions: sessions.map(([issuedAt, expiresAt]) => ({
      issuedAt,
      ...(expiresAt !== undefined && { expiresAt }),
    })),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 16);
}

describe('nights', () => {
  it('go from noon to noon, so that what runs over midnight is in one, the latest first', () => {
    const nights = nightsOf([
      timelineOf(
        ['2026-10-01T13:00:00Z', '2026-10-01T14:00:00Z'],
        ['2026-10-01T23:30:00Z', '2026-10-02T00:30:00Z'],
        ['2026-10-02T11:59:00Z', '2026-10-02T12:59:00Z'],
        ['2026-10-02T12:00:00Z', '2026-10-02T13:00:00Z'],
      ),
    ]);
    expect(nights.map(({ lanes }) => lanes.map(({ sessions }) => sessions.length))).toEqual([[1], [3]]);
    expect(nights.map(({ from, to }) => [iso(from), iso(to)])).toEqual([
      ['2026-10-02T12:00', '2026-10-02T13:00'],
      ['2026-10-01T12:00', '2026-10-02T12:59'],
    ]);
  });

  it('are as short as what is in them', () => {
    const [night] = nightsOf([timelineOf(['2026-10-01T22:00:00Z', '2026-10-01T23:00:00Z'])]);
    expect([iso(night?.from ?? 0), iso(night?.to ?? 0)]).toEqual(['2026-10-01T22:00', '2026-10-01T23:00']);
  });

  it('show what no session covers, and no more of it', () => {
    const [night] = nightsOf([
      timelineOf(
        ['2026-10-01T04:00:00Z', '2026-10-01T05:00:00Z'],
        ['2026-10-01T01:00:00Z', '2026-10-01T03:00:00Z'],
        ['2026-10-01T01:30:00Z', '2026-10-01T02:00:00Z'],
        ['2026-10-01T02:30:00Z', '2026-10-01T03:30:00Z'],
      ),
    ]);
    expect(night?.lanes[0]?.gaps.map(({ from, to }) => [iso(from), iso(to)])).toEqual([
      ['2026-10-01T03:30', '2026-10-01T04:00'],
    ]);
  });

  it('leave out a session whose end nobody knows, and times that are none', () => {
    expect(nightsOf([timelineOf(['2026-10-01T04:00:00Z'], ['soon', 'later'])])).toEqual([]);
  });

  it('end no earlier than they begin', () => {
    const [night] = nightsOf([timelineOf(['2026-10-01T04:00:00Z', '2026-10-01T03:00:00Z'])]);
    expect(night?.lanes[0]?.sessions).toEqual([{ issuedAt: night?.from, expiresAt: night?.from }]);
  });
});
