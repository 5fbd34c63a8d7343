import { expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../../shared/examples/compliant.ts';
import { localSessions } from '../../../shared/local/store/local-sessions.ts';
import { localServer } from '../../support/local/local-server.ts';
import { localStore } from '../../support/local/local-store.ts';
import { ended, keptSeconds } from '../../support/records/session-cases.ts';

const endedNow = (id: string, seconds: number) => {
  const endedAt = Date.now();
  return ended({ id, startedAt: endedAt - seconds * 1000, endedAt });
};

it('known runs of a task are those of the store and those of the file, together', async () => {
  const store = await localStore();
  const sessions = localSessions(store, { keptSeconds, now: () => new Date() });
  const { post } = await localServer({ store, runs: [endedNow('a', 100), endedNow('b', 100)] });
  const document = patched(compliantSubmission, { task: { id: 'task-1', expectedRunSeconds: null } });
  const g3Of = async () => {
    const { results } = (await (await post('/v1/submissions', JSON.stringify(document))).json()) as {
      readonly results: readonly { readonly ruleId: string; readonly outcome: string }[];
    };
    return results.find(({ ruleId }) => ruleId === 'duration-covers-run')?.outcome;
  };
  expect(await g3Of()).toBe('undecided');
  await sessions.putRun(endedNow('c', 100), []);
  expect(await g3Of()).toBe('pass');
  const errorMessage = 'The provided token has expired.';
  await sessions.putRun({ ...endedNow('d', 950), outcome: 'failed', errorMessage }, []);
  expect(await g3Of()).toBe('violation');
});
