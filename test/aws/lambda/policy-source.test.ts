import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { policySource } from '../../../shared/aws/lambda/policy-source.ts';
import { openRuleBook } from '../../../shared/evaluation/rule-book.ts';
import { BrokenPolicyError } from '../../../shared/policy/errors.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { defaultPolicy } from '../../../shared/policy/read-policy.ts';
import { rules } from '../../../shared/rules/index.ts';
import { countingMeter } from '../../support/functions/counting-meter.ts';

const appConfig = mockClient(AppConfigDataClient);
const defaults = openRuleBook(rules, defaultPolicy);
const open = async (document: string) =>
  openRuleBook(
    rules,
    parsePolicy(
      document,
      rules.map(({ meta }) => meta.id),
    ),
  );
const revisionOf = async (document: string) => (await open(document)).policy.revision;
const warn = 'schemaVersion: "1"\nwhenUndecided: block';

function sourceOf(profile = 'app/live/policy') {
  const meter = countingMeter();
  const logged: unknown[][] = [];
  const clock = { seconds: 0 };
  const current = policySource({
    profile,
    defaults,
    open,
    client: async () => new AppConfigDataClient({}),
    now: () => new Date(clock.seconds * 1000),
    meter,
    log: async (...words) => void logged.push(words),
  });
  const revision = async () => (await current()).policy.revision;
  return { revision, meter, logged, clock };
}

/** What AWS AppConfig answers to the following questions: a document, nothing new, or an error. */
function answers(...given: readonly (string | Error)[]): void {
  appConfig.on(StartConfigurationSessionCommand).resolves({ InitialConfigurationToken: 'token' });
  let at = 0;
  appConfig.on(GetLatestConfigurationCommand).callsFake(async () => {
    const answer = given[Math.min(at++, given.length - 1)];
    if (answer instanceof Error) throw answer;
    return { NextPollConfigurationToken: 'next', Configuration: new TextEncoder().encode(answer) };
  });
}

beforeEach(() => {
  appConfig.reset();
});

describe('the policy in force', () => {
  it('is the default one where no profile is named, and nobody is asked', async () => {
    const { revision } = sourceOf('');
    expect(await revision()).toBe(defaultPolicy.revision);
    expect(appConfig.calls()).toHaveLength(0);
  });

  it('is the one in AWS AppConfig, asked for by its ids', async () => {
    answers(warn);
    const { revision, meter } = sourceOf();
    expect(await revision()).toBe(await revisionOf(warn));
    expect(appConfig.commandCalls(StartConfigurationSessionCommand)[0]?.args[0].input).toMatchObject({
      ApplicationIdentifier: 'app',
      EnvironmentIdentifier: 'live',
      ConfigurationProfileIdentifier: 'policy',
    });
    expect(meter.counted).toEqual({});
  });

  it('is asked for again only after a minute', async () => {
    answers(warn, 'schemaVersion: "1"');
    const { revision, clock } = sourceOf();
    const first = await revision();
    clock.seconds = 59;
    expect(await revision()).toBe(first);
    clock.seconds = 60;
    expect(await revision()).toBe(defaultPolicy.revision);
    expect(appConfig.commandCalls(GetLatestConfigurationCommand)).toHaveLength(2);
  });

  it('is the same for all who ask while it is being fetched', async () => {
    answers(warn, 'schemaVersion: "1"');
    const { revision, clock } = sourceOf();
    const good = await revisionOf(warn);
    expect(await Promise.all([revision(), revision(), revision()])).toEqual([good, good, good]);
    clock.seconds = 60;
    expect(await Promise.all([revision(), revision()])).toEqual(Array(2).fill(defaultPolicy.revision));
    expect(appConfig.commandCalls(GetLatestConfigurationCommand)).toHaveLength(2);
  });

  it('stays the last good one while the new one is broken, and the metric is raised all the while', async () => {
    answers(warn, 'schemaVersion: "2"', 'schemaVersion: "2"', 'schemaVersion: "1"');
    const { revision, meter, logged, clock } = sourceOf();
    const good = await revision();
    for (const seconds of [60, 61, 120]) {
      clock.seconds = seconds;
      expect(await revision()).toBe(good);
    }
    expect(meter.counted).toEqual({ PolicyFailures: 3 });
    expect(logged).toEqual([
      [
        'error',
        'policy not renewed, the last good one stays in force',
        { revision: good, error: expect.any(BrokenPolicyError) },
      ],
    ]);
    clock.seconds = 180;
    expect(await revision()).toBe(defaultPolicy.revision);
    expect(meter.counted).toEqual({ PolicyFailures: 3 });
  });

  it('stays the last good one while AWS AppConfig cannot be reached, and nobody waits for it in between', async () => {
    answers(warn, new Error('unreachable'), warn);
    const { revision, meter, clock } = sourceOf();
    const good = await revision();
    clock.seconds = 60;
    expect(await revision()).toBe(good);
    clock.seconds = 90;
    expect(await revision()).toBe(good);
    expect(appConfig.commandCalls(GetLatestConfigurationCommand)).toHaveLength(2);
    expect(meter.counted).toEqual({ PolicyFailures: 2 });
    clock.seconds = 120;
    expect(await revision()).toBe(good);
    expect(meter.counted).toEqual({ PolicyFailures: 2 });
  });

  it('is the default one where AWS AppConfig cannot be reached from the start', async () => {
    answers(new Error('unreachable'));
    const { revision, meter } = sourceOf();
    expect(await revision()).toBe(defaultPolicy.revision);
    expect(meter.counted).toEqual({ PolicyFailures: 1 });
  });
});
