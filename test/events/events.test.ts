import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadFacts } from '../../cli/load-facts.ts';
import { loadRuleBook } from '../../cli/load-policy.ts';
import type { Decision, RuleResult, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { logFileCases, stepCases } from '../../shared/examples/archive-cases.ts';
import { type EventCase, eventCases } from '../../shared/examples/event-cases.ts';
import { queryCases } from '../../shared/examples/query-cases.ts';
import { coverageCases, notifyCases, refreshCases, trackCases } from '../../shared/examples/queue-cases.ts';
import { ifKnown } from '../../shared/json/fact.ts';
import { rules } from '../../shared/rules/index.ts';
import { accountOf, arnOf } from '../support/access/accounts.ts';
import { command } from '../support/cli/command.ts';
import { findingsOf, invoke, unique } from '../support/functions/invoke.ts';
import { memoryStore } from '../support/functions/memory-store.ts';

const book = await loadRuleBook('events/policy.yaml');
const { facts } = await loadFacts({ iam: ['events/authorization-details.json'] }, book);
const factOptions = ['--policy', 'events/policy.yaml', '--iam', 'events/authorization-details.json'];

async function throughLambda({ name, withFacts }: EventCase) {
  const event = JSON.parse(await readFile(`events/${name}`, 'utf8'));
  return invoke(name, event, withFacts ? { book, facts } : {});
}

async function throughCommand({ name, withFacts }: EventCase) {
  const verb = name.startsWith('audit') ? 'audit' : 'check';
  const { code, stdout } = await command([
    verb,
    '--format',
    'json',
    ...(withFacts ? factOptions : []),
    `events/${name}`,
  ]);
  const result: { violations?: Violation[]; results?: RuleResult[] } = JSON.parse(stdout);
  return { code, violations: unique(result.violations ?? []), result };
}

describe.each(eventCases.map((eventCase) => [eventCase.name, eventCase] as const))(
  '%s',
  (name, eventCase) => {
    it('leads to the findings it is made for, with the same ids through the Lambda and the command line', async () => {
      const invocation = await throughLambda(eventCase);
      const found = findingsOf(invocation);
      const expected = eventCase.findings.map(({ ruleId, status = 'violation' }) => `${ruleId} ${status}`);
      expect(found.map(({ ruleId, status }) => `${ruleId} ${status}`).sort()).toEqual(expected.sort());

      const { code, violations } = await throughCommand(eventCase);
      expect(violations).toEqual(found);
      const unreadable = eventCase.setAside !== undefined;
      expect(code).toBe(unreadable ? 2 : expected.length > 0 ? 1 : 0);
    });

    it('lets no secret out, and sets aside what can never be read', async () => {
      const { published, setAside, logged, response } = await throughLambda(eventCase);
      const out = JSON.stringify([published, logged, response, setAside.map(({ reason }) => reason.message)]);
      expect(out).not.toMatch(/MUST-NEVER-LEAVE/);
      const isQueue = !name.startsWith('check-submission');
      expect(setAside).toHaveLength(isQueue ? (eventCase.setAside ?? 0) : 0);
      if (isQueue) expect(response).toEqual({ batchItemFailures: [] });
      else expect((response as { statusCode: number }).statusCode).toBe(eventCase.status);
    });
  },
);

describe('RequestExpired by a key whose session nobody has seen', () => {
  const name = 'audit-credential-requests.request-expired.json';

  it('is undecided through the Lambda, and no violation', async () => {
    const { published, counted } = await invoke(name, JSON.parse(await readFile(`events/${name}`, 'utf8')));
    expect(published).toEqual([]);
    expect(counted).toMatchObject({ RecordsJudged: 1, Undecided: 1 });
  });

  it('is undecided through the command line, missing `session`', async () => {
    const { code, stdout } = await command(['audit', '--format', 'json', `events/${name}`]);
    const { undecided } = JSON.parse(stdout).coverage;
    expect(undecided).toMatchObject([{ ruleId: 'renew-before-expiry', missing: 'session', count: 1 }]);
    expect(code).toBe(0);
  });
});

describe('every rule', () => {
  const found = new Set(eventCases.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId)));

  it.each(rules.map(({ meta }) => meta.id))(
    '%s has an event that violates and one that passes',
    async (id) => {
      expect(found).toContain(id);
      const passing = eventCases.filter(({ passes }) => passes?.includes(id));
      expect(passing.length).toBeGreaterThan(0);
      for (const eventCase of passing) expect(await passes(id, eventCase), eventCase.name).toBe(true);
    },
  );

  async function passes(id: string, eventCase: EventCase): Promise<boolean> {
    const { result } = await throughCommand(eventCase);
    if (result.results !== undefined)
      return result.results.some(({ ruleId, outcome }) => ruleId === id && outcome === 'pass');
    const coverage = (result as { coverage: { rules: Record<string, { pass: number }> } }).coverage;
    return (coverage.rules[id]?.pass ?? 0) > 0;
  }
});

describe('decisions', () => {
  const decided = eventCases.filter(
    ({ name, submission, setAside, query }) =>
      name.startsWith('check-submission') && submission && setAside === undefined && query === undefined,
  );

  it.each(decided.map((eventCase) => [eventCase.name, eventCase] as const))(
    '%s is decided alike by API, event and command line',
    async (name, eventCase) => {
      const strip = ({ results, decision, policyRevision, submissionId }: Decision) => ({
        results,
        decision,
        policyRevision,
        submissionId,
      });
      const api = JSON.parse(((await throughLambda(eventCase)).response as { body: string }).body);
      const review = await throughLambda({ ...eventCase, name: name.replace('check-', 'review-') });
      const cli = (await throughCommand(eventCase)).result as Decision;
      expect(strip(api)).toEqual(strip(cli));
      expect(strip(review.published[0]?.detail as Decision)).toEqual(strip(cli));
    },
  );
});

describe.each(refreshCases.map(({ name }) => [name] as const))('%s', (name) => {
  it('has all principals read anew, whatever it says, and is done with', async () => {
    const event = JSON.parse(await readFile(`events/${name}`, 'utf8'));
    const store = memoryStore();
    const { response, published, setAside, counted } = await invoke(name, event, { account: { store } });
    expect(response).toEqual({ batchItemFailures: [] });
    expect([published, setAside]).toEqual([[], []]);
    expect(counted).toMatchObject({ PrincipalsAnalysed: 2 });
    const found = [...store.snapshots].map(([key, { access }]) => [key, access.hasAccess]);
    expect(Object.fromEntries(found)).toEqual({
      '123456789012:user/mapping-requester': false,
      '123456789012:user/power-user': true,
    });
  });

  it('tells who gained access since, as the command line finds it', async () => {
    const event = JSON.parse(await readFile(`events/${name}`, 'utf8'));
    const store = memoryStore();
    const before = accountOf({ 'mapping-requester': [], 'power-user': [] });
    await invoke(name, event, { account: { store, readAccountDetails: async () => before } });
    const [violation, ...others] = findingsOf(await invoke(name, event, { account: { store } }));
    expect(others).toEqual([]);
    const arn = arnOf('power-user');
    expect(violation).toMatchObject({ ruleId: 'requester-has-no-access', subject: { requester: arn } });
    const { actionCount, services } = ifKnown(facts.access.of(arn)) ?? {};
    expect(violation?.evidence).toMatchObject({ principal: arn, actionCount, services });
  });
});

it('events/ holds the files of the tables and what they are judged with, nothing else', async () => {
  const cases = [
    ...eventCases,
    ...queryCases,
    ...refreshCases,
    ...notifyCases,
    ...trackCases,
    ...coverageCases,
    ...logFileCases,
    ...stepCases,
  ];
  const names = [...cases.map(({ name }) => name), 'policy.yaml', 'authorization-details.json'];
  expect((await readdir('events')).sort()).toEqual(names.sort());
});
