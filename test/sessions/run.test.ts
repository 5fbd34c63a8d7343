import { describe, expect, it } from 'vitest';
import { diedOfExpiry, type Run } from '../../shared/sessions/run.ts';

const failed: Run = {
  id: 'task-1/7',
  taskId: 'task-1',
  startedAt: 0,
  endedAt: 900_000,
  outcome: 'failed',
  errorMessage: undefined,
};

describe('a run that failed', () => {
  it.each([
    'ExpiredToken',
    'Error Code: ExpiredToken; Request ID: 7A',
    'ExpiredTokenException',
    'expiredtoken',
    'The provided token has expired.',
    'The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: 400)',
    'THE PROVIDED TOKEN HAS EXPIRED',
    'The security token included in the request is expired',
    'the security tokens of the agent have expired',
    'FR_3000\nThe provided token\nhas expired',
    `${'x'.repeat(4000)} ExpiredToken`,
  ])('died of expiry with the text `%s`', (errorMessage) => {
    expect(diedOfExpiry({ ...failed, errorMessage })).toBe(true);
  });

  it.each([
    [undefined],
    [''],
    ['disk full'],
    ['Expired Token'],
    ['the token is about to expire'],
    ['the token has not expired'],
    ['the token has expires'],
    ['the tokenizer has expired'],
    ['the licence has expired'],
    ['token refused. The certificate has expired'],
    ['token refused; the certificate has expired'],
    [`token${'x'.repeat(100)} has expired`],
    ['RequestExpired'],
    ['InvalidToken'],
  ])('did not die of expiry with the text `%s`', (errorMessage) => {
    expect(diedOfExpiry({ ...failed, errorMessage })).toBe(false);
  });

  it.each(['success', 'warning', 'stopped', undefined] as const)(
    'is the only one: with outcome %s the text says nothing',
    (outcome) => {
      expect(diedOfExpiry({ ...failed, outcome, errorMessage: 'ExpiredToken' })).toBe(false);
    },
  );

  it('is read in time that grows with its text and no faster', () => {
    const errorMessage = 'token has '.repeat(100_000);
    const started = performance.now();
    expect(diedOfExpiry({ ...failed, errorMessage })).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
