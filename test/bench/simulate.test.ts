import { describe, expect, it } from 'vitest';
import { type Assignment, alone, type Disturbances } from '../../bench/simulate/assignment.ts';
import { simulate } from '../../bench/simulate/simulate.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const within = { median: 400, p99: 880, most: 890 };

async function simulated(disturbances: Partial<Disturbances>, more: Partial<Assignment> = {}) {
  const assignment = {
    ...{ sessions: 3000, tasks: 100, seed: 7, settleSeconds: 900, renewalLeadSeconds: 300, batch: 1000 },
    keptSeconds: 400 * 24 * 3600,
    sampleHours: 1,
    disturbances: { ...alone.nothing, ...disturbances },
    ...more,
  };
  return await simulate(assignment, (await temporaryFolder()).path);
}

const faultless = { missedRuns: { died: 0, left: 0 }, falseRuns: 0, tooLate: 0 };

describe('verdicts on runs', () => {
  it('are all right where every record comes before a run is judged, whatever the order, and twice', async () => {
    const { tally, sessions } = await simulated({ delay: within, disorder: 0.05, duplicates: 0.1 });
    expect(tally).toMatchObject(faultless);
    // There was something to miss, and something to accuse.
    for (const count of Object.values(tally.runs)) expect(count).toBeGreaterThan(5);
    expect(tally.foundRuns).toBe(tally.runs.died + tally.runs.left);
    expect(sessions).toBeGreaterThanOrEqual(3000);
  });

  it('are all right though schedules fire late, and twice', async () => {
    expect((await simulated({ delay: within, badSchedules: 0.3 })).tally).toMatchObject(faultless);
  });

  it('are false where a run is judged before the records of its sessions have come', async () => {
    const { tally } = await simulated({ delay: within }, { settleSeconds: 0 });
    expect(tally.falseRuns).toBeGreaterThan(0);
  });

  it.each([
    ['the records of its sessions were lost', { lostRecords: 0.5 }],
    ['others use its role, and it says nothing that tells its sessions from theirs', { unnamed: 1 }],
  ])('miss a run that was left without credentials where %s', async (_, disturbances) => {
    const { tally } = await simulated(disturbances);
    expect(tally.missedRuns.left).toBeGreaterThan(0);
    expect(tally.missedRuns.died).toBe(0);
  });
});

describe('warnings', () => {
  it('are all right, and none is missing, where records come at once', async () => {
    const { tally } = await simulated({});
    expect(tally).toMatchObject({
      missedWarnings: 0,
      lateWarnings: 0,
      falseWarnings: { ended: 0, renewed: 0 },
    });
    expect(tally.neededWarnings).toBeGreaterThan(20);
    expect(tally.warnings).toBeGreaterThan(tally.neededWarnings);
  });

  it('come too late where the records of sessions do', async () => {
    const slow = { median: 1200, p99: 1500, most: 1800 };
    const { tally } = await simulated({ delay: slow });
    expect(tally.lateWarnings + tally.missedWarnings).toBeGreaterThan(0);
    expect(tally.falseWarnings.renewed).toBeGreaterThan(0);
  });
});

it('what is kept grows no more when the oldest of it is past its time, nor what is held of true runs', async () => {
  const sessions = 8 * 1000;
  const { course } = await simulated(alone['all of them'], {
    sessions,
    tasks: 15,
    keptSeconds: 9 * 24 * 3600,
  });
  const at = (day: number) => course.find(({ hours }) => hours === day * 24);
  const [early, full, end] = [at(3), at(9), at(11)];
  for (const table of ['sessions', 'runs_of_roles', 'warnings', 'runs'] as const) {
    const rows = [early, full, end].map((one) => one?.rows[table] ?? 0);
    expect(rows[1], table).toBeGreaterThan(0);
    expect((rows[2] ?? 0) / (rows[1] ?? 1), table).toBeLessThan(1.1);
  }
  expect(end?.rows.sessions).toBeGreaterThan(2 * (early?.rows.sessions ?? 0));
  // Runs of two hours and a half at most, and what it takes until all that is told of them has come.
  for (const { held } of course) expect(held).toBeLessThan(15 * 10);
});

it('the same seed has the same result, and the size of a transaction changes nothing', async () => {
  const usual = alone['all of them'];
  const [one, again, single] = await Promise.all([
    simulated(usual, { sessions: 600 }),
    simulated(usual, { sessions: 600 }),
    simulated(usual, { sessions: 600, batch: 1 }),
  ]);
  expect(again.tally).toEqual(one.tally);
  expect(single.tally).toEqual(one.tally);
  expect((await simulated(usual, { sessions: 600, seed: 8 })).tally).not.toEqual(one.tally);
});
