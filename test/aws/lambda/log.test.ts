import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.resetModules();
});

it('a line of the log is JSON with its level, its message and the details', async () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'sts-warden');
  const lines: string[] = [];
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line));
  vi.resetModules();
  const { log } = await import('../../../shared/aws/lambda/log.ts');
  await log('warn', 'message set aside', { messageId: 'm-1', error: new RangeError('of the reader') });
  await log('warn', 'nothing more');
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    level: 'WARN',
    service: 'sts-warden',
    message: 'message set aside',
    messageId: 'm-1',
    error: { name: 'RangeError', message: 'of the reader' },
  });
  expect(second).toMatchObject({ level: 'WARN', message: 'nothing more' });
});
