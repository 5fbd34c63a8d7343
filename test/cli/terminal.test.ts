import { expect, it } from 'vitest';
import { processTerminal } from '../../cli/terminal.ts';

it('the process waits as long as it is told, and no longer than it is wanted', async () => {
  const stop = new AbortController();
  await processTerminal.wait(1, stop.signal);
  const waiting = processTerminal.wait(1_000_000, stop.signal);
  stop.abort();
  expect(await waiting).toBeUndefined();
  expect(await processTerminal.wait(1_000_000, stop.signal)).toBeUndefined();
});
