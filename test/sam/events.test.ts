import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { keyAccounts } from '../../shared/aws/facts/key-accounts.ts';
import { keyIndex } from '../../shared/aws/facts/key-index.ts';
import { keyOwners } from '../../shared/aws/facts/key-owners.ts';
import { reportUnavailable } from '../../shared/aws/facts/report-unavailable.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { eventCases } from '../../shared/examples/event-cases.ts';
import type { Fact } from '../../shared/json/fact.ts';
import { type Facts, type KeyOwner, noFacts } from '../../shared/rules/facts.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import type { LocalAws } from '../../tools/sam/local-aws.ts';
import { readTemplate } from '../../tools/sam/templates.ts';
import { clients } from '../support/aws-stack/clients.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { findingsOf, invoke } from '../support/functions/invoke.ts';
import { awsPool } from '../support/sam/aws-pool.ts';
import { judgementHere, judgementThere } from '../support/sam/judgement.ts';
import { logLines } from '../support/sam/log-lines.ts';

const { functions } = await readTemplate();
const pool = awsPool();
afterAll(pool.stop);

/** The logical id of the function that an event is for. */
function functionOf(eventName: string): string {
  const [name] = [...functions].find(([, folder]) => eventName.startsWith(`${folder}.`)) ?? [];
  if (name === undefined) throw new Error(`${eventName}: expected the name of a function's folder in front`);
  return name;
}

/**
 * The facts that a deployed function has where nobody has looked at the principals: the accounts and the owners of the
 * access keys in a submission.
 */
async function deployedFacts(name: string, text: string, { url, variables, log }: Asked): Promise<Facts> {
  if (name.startsWith('audit-')) return noFacts;
  const { sts, dynamoDb } = clients(url);
  const now = () => new Date();
  const report = reportUnavailable(countingMeter(), log);
  const accountOfKey = keyAccounts({ client: async () => sts, now, report });
  const ownerOfKey = keyOwners({
    index: keyIndex({ client: async () => dynamoDb, tableName: variables.TABLE_NAME ?? '' }),
    accountOfKey,
    ownAccount: '123456789012',
    partition: 'aws',
    maxAge: 86_400,
    request: async () => undefined,
    now,
    report,
  });
  const accounts = new Map<string, Fact<string>>();
  const owners = new Map<string, Fact<KeyOwner>>();
  for (const [key] of text.matchAll(/\bA[KS]IA[A-Z0-9]{16}\b/g)) {
    accounts.set(key, await accountOfKey(key));
    owners.set(key, await ownerOfKey(key));
  }
  return { ...noFacts, keyAccounts: accounts, keyOwners: owners };
}

interface Asked {
  readonly url: string;
  readonly variables: LocalAws['variables'];
  readonly log: Log;
}

/** Invokes a function in a container, and in this process with the same facts. */
async function invokeTwice(name: string) {
  const eventFile = `events/${name}`;
  const text = await readFile(eventFile, 'utf8');
  return pool.lend(async (aws) => {
    const { variables, url } = aws;
    const there = await invokeFunction({ name: functionOf(name), eventFile, variables });
    const logged: unknown[][] = [];
    const log: Log = async (...words) => void logged.push(words);
    const facts = await deployedFacts(name, text, { url, variables, log });
    const here = await invoke(name, JSON.parse(text), { facts });
    logged.push(...here.logged);
    return { ...there, traces: await aws.take(), here, logged };
  });
}

describe.concurrent.each(eventCases.map((one) => [one.name, one] as const))('%s', (name, eventCase) => {
  const { findings, withFacts, status, setAside = 0 } = eventCase;

  it('is judged in a container as in this process, and nothing leaks', async () => {
    const { outcome, log, traces, here, logged } = await invokeTwice(name);
    if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}\n${log}`);
    const judgement = judgementThere(outcome.response, traces);
    expect(judgement).toEqual(judgementHere(here));

    const said = JSON.stringify([judgement.response, judgement.published, judgement.setAside.map(reasonOf)]);
    expect(said + log).not.toMatch(/MUST-NEVER-LEAVE/);
    expect(log).not.toMatch(/(\n|\\n|")\s+at \S/);
    const expectedLines = logged.map(([level, message]) => `${level} ${JSON.stringify(message)}`);
    for (const line of logLines(log)) expect(expectedLines).toContain(line);

    const isHook = name.startsWith('check-submission.');
    expect(judgement.setAside).toHaveLength(isHook ? 0 : setAside);
    if (!isHook) expect(judgement.response).toEqual({ batchItemFailures: [] });
    if (withFacts) return expectUndecided(judgement.published.map(({ detail }) => detail));
    if (isHook) expect(judgement.response).toMatchObject({ statusCode: status });
    const found = findingsOf({ ...here, response: outcome.response, published: [...judgement.published] });
    const expected = findings.map(({ ruleId, status = 'violation' }) => `${ruleId} ${status}`);
    expect(found.map(({ ruleId, status }) => `${ruleId} ${status}`).sort()).toEqual(expected.sort());
  });
});

/** Of what a requester has access to, nobody has asked yet: no decision may look as if it were known. */
function expectUndecided(details: readonly object[]): void {
  for (const { results } of details.filter((detail): detail is Decision => 'decision' in detail)) {
    const result = results.find(({ ruleId }) => ruleId === 'requester-has-no-access');
    expect(result).toMatchObject({ outcome: 'undecided', missing: ['iam-policies'] });
  }
}

function reasonOf({ reason }: { readonly reason: string }): string {
  return reason;
}
