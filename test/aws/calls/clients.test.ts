import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as clients from '../../../shared/aws/calls/clients.ts';

const { iamOfRefresh, snsIn, ...others } = clients;
const impatient = { ...others, sns: snsIn('eu-west-1') };

/** Seconds that a function of 20 to 60 seconds can spare where AWS does not answer, all tries together. */
const secondsToSpare: Readonly<Record<keyof typeof impatient, number>> = {
  // Facts: a decision is made without them, or not at all.
  appConfig: 2,
  dynamoDb: 3,
  sts: 2,
  iam: 2,
  // A refresh, which nobody waits for.
  stsOfRefresh: 15,
  organizations: 15,
  // What a function leads to.
  eventBridge: 6,
  securityHub: 6,
  sqs: 9,
  sns: 9,
  scheduler: 9,
  // Evidence, which nobody waits for.
  accessAnalyzer: 9,
};

type Client = typeof iamOfRefresh | (typeof impatient)[keyof typeof impatient];

interface Timeouts {
  /** Milliseconds. */
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  /** Whether a call ends then; otherwise it is a warning. */
  readonly throwOnRequestTimeout: boolean;
}

/** How a client of the SDK goes on where AWS does not answer, or refuses. */
async function enduranceOf({ config }: Awaited<ReturnType<Client>>) {
  // The SDK keeps these to itself.
  const timeouts: Timeouts = await Reflect.get(config.requestHandler, 'configProvider');
  const mode: unknown = Reflect.get(await config.retryStrategy(), 'mode');
  return { ...timeouts, tries: await config.maxAttempts(), mode };
}

beforeEach(() => void vi.stubEnv('AWS_REGION', 'eu-central-1'));
afterEach(() => void vi.unstubAllEnvs());

describe.each(Object.keys(secondsToSpare) as (keyof typeof impatient)[])('the client %s', (name) => {
  it('tries more than once, and gives up while there is time', async () => {
    const { tries, ...timeouts } = await enduranceOf(await impatient[name]());
    expect(tries).toBeGreaterThan(1);
    expect(timeouts.throwOnRequestTimeout).toBe(true);
    for (const timeout of [timeouts.connectionTimeout, timeouts.requestTimeout]) {
      expect(timeout).toBeGreaterThan(0);
      expect(tries * timeout).toBeLessThanOrEqual(secondsToSpare[name] * 1000);
    }
  });

  it('is made once', async () => {
    expect(await impatient[name]()).toBe(await impatient[name]());
  });
});

it('the client of Amazon SNS is of the Region that it is for', async () => {
  expect(await (await impatient.sns()).config.region()).toBe('eu-west-1');
});

describe('the client iamOfRefresh', () => {
  it('goes on for as long as IAM throttles a large account, and more slowly', async () => {
    expect(await enduranceOf(await iamOfRefresh())).toMatchObject({ tries: 10, mode: 'adaptive' });
  });

  it('waits for a page of a large account, though not for ever', async () => {
    const { requestTimeout, throwOnRequestTimeout } = await enduranceOf(await iamOfRefresh());
    expect(requestTimeout).toBeGreaterThanOrEqual(10_000);
    expect(requestTimeout).toBeLessThan(60_000);
    expect(throwOnRequestTimeout).toBe(true);
  });
});
