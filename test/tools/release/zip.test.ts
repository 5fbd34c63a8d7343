import { afterEach, expect, it, vi } from 'vitest';
import { zipOf } from '../../../tools/release/zip.ts';

afterEach(() => void vi.unstubAllEnvs());

it('the same files are the same bytes, in whatever order, wherever and whenever', async () => {
  const first = await zipOf(
    new Map<string, string | Buffer>([
      ['b/two', 'two'],
      ['a', 'one'],
    ]),
  );
  vi.stubEnv('TZ', 'Pacific/Apia');
  vi.useFakeTimers({ now: Date.parse('2031-07-01T12:00:00Z'), toFake: ['Date'] });
  const second = await zipOf(
    new Map<string, string | Buffer>([
      ['a', 'one'],
      ['b/two', Buffer.from('two')],
    ]),
  );
  vi.useRealTimers();
  expect(second.equals(first)).toBe(true);
});
