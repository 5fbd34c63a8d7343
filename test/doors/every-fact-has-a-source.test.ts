import { describe, expect, it } from 'vitest';
import { accessFacts } from '../../shared/access/access-facts.ts';
import { type FactSources, submissionFacts } from '../../shared/aws/facts/submission-facts.ts';
import { requesterOf } from '../../shared/evaluation/known-requester.ts';
import { compliantRun, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { absent, known } from '../../shared/json/fact.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { type Facts, noFacts } from '../../shared/rules/facts.ts';
import type { Parameters } from '../../shared/rules/rule.ts';
import { record, session } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { invoke } from '../support/functions/invoke.ts';
import { nothingAsked } from '../support/functions/nothing-asked.ts';

/** Runs the command with files, by the words that stand before each; what it printed, without the policy's revision. */
async function printed(verb: string, input: unknown, files: Readonly<Record<string, unknown>> = {}) {
  const folder = await temporaryFolder();
  const words = [verb, '--format', 'json'];
  for (const [option, content] of Object.entries(files)) {
    if (content === true) words.push(option);
    else words.push(option, await folder.write(`${option}.json`, content));
  }
  const { stdout } = await command([...words, await folder.write('input.json', input)]);
  return stdout.replaceAll(/sha256:[0-9a-f]{64}/g, '').replaceAll(folder.path, '');
}

const check = (delta: object, files = {}) => printed('check', patched(compliantSubmission, delta), files);
const audit = (records: readonly unknown[], files = {}) => printed('audit', records, files);

const policy = (parameters: object) => ({ '--policy': { schemaVersion: '1', parameters } });
const account = (Action: string) => ({
  '--iam': {
    UserDetailList: [
      {
        Arn: 'arn:aws:iam::123456789012:user/mapping-requester',
        UserName: 'mapping-requester',
        UserPolicyList: [
          {
            PolicyName: 'own',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
            },
          },
        ],
      },
    ],
  },
});
const longer = { sources: [{ temporaryCredentialDuration: 7200 }] };
const ofTask = { task: { id: 'task-1', expectedRunSeconds: null } };
const stale = record('stale', {
  eventSource: 'ec2.amazonaws.com',
  eventName: 'DescribeInstances',
  eventTime: '2026-10-01T10:00:00Z',
  errorCode: 'Client.RequestExpired',
  userIdentity: { type: 'AssumedRole', accessKeyId: 'ASIAEXAMPLEEXAMPLE77' },
  responseElements: null,
});

const ownCall = record('own-call', {
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  requestParameters: null,
  responseElements: null,
});

/** Decides through the hook, with what AWS says of access keys, and of the caller. */
async function hook(asked: Partial<FactSources> = {}, identity?: object): Promise<string> {
  const factsOf = submissionFacts({
    known: noFacts,
    accountOfKey: async () => absent,
    ownerOfKey: async () => absent,
    accessOf: async () => accessFacts([]),
    ...nothingAsked,
    requesterOf,
    ...asked,
  });
  const document = patched(compliantSubmission, { task: { expectedRunSeconds: 9999 } });
  const headers = { 'Content-Type': 'application/json' };
  const event = { headers, body: JSON.stringify(document), requestContext: { identity } };
  return JSON.stringify((await invoke('check-submission', event, { factsOf })).response);
}

const itsSession = session('issued', '08:00:00', '09:00:00', {
  responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE77' } },
});

/** What an audit could not say of renewals: the session itself makes no difference to that. */
function openRenewals(report: string): string {
  const { undecided } = JSON.parse(report).coverage;
  return JSON.stringify(
    undecided.filter(({ ruleId }: { ruleId: string }) => ruleId === 'renew-before-expiry'),
  );
}

const threeRuns = ['1', '2', '3'].map((runId) => patched(compliantRun, { runId }));
const withWorkload = {
  '--policy': { schemaVersion: '1', workloads: [{ name: 'orders-daily', roles: ['*'] }] },
};

/** What a door says without the fact, and what it says with it. */
const facts: Readonly<Record<keyof Facts, () => Promise<readonly [string, string]>>> = {
  access: async () => [await check({}), await check({}, account('s3:*'))],
  observed: async () => [
    await audit([record('request'), ownCall], { '--no-observed': true }),
    await audit([record('request'), ownCall], { '--observed': true }),
  ],
  sessions: async () => [openRenewals(await audit([stale])), openRenewals(await audit([stale, itsSession]))],
  keyAccounts: async () => [await hook(), await hook({ accountOfKey: async () => known('210987654321') })],
  keyOwners: async () => [
    await hook(),
    await hook({ ownerOfKey: async () => known({ arn: 'arn:aws:iam::123456789012:root' }) }),
  ],
  proven: async () => {
    const [accountId, accessKey] = ['123456789012', 'AKIAEXAMPLEEXAMPLE01'];
    const userArn = `arn:aws:iam::${accountId}:root`;
    return [await hook(), await hook({}, { accessKey, userArn, caller: accountId, accountId })];
  },
  roleMaximums: async () => [
    await check(longer),
    await check(longer, {
      '--iam': {
        Roles: [{ Arn: 'arn:aws:iam::123456789012:role/redshift-stage', MaxSessionDuration: 7200 }],
      },
    }),
  ],
  runs: async () => [await check(ofTask), await check(ofTask, { '--runs': threeRuns })],
  runsOfWorkloads: async () => [
    await audit([record('request')], withWorkload),
    await audit([record('request')], { ...withWorkload, '--runs': threeRuns }),
  ],
};

const late = [session('one', '08:00:00', '09:00:00'), session('two', '09:05:00', '10:00:00')];

/** What a door says under the defaults, and what it says where the parameter is another. */
const parameters: Readonly<Record<keyof Parameters, () => Promise<readonly [string, string]>>> = {
  baselineActions: async () => [
    await check({}, account('s3:*')),
    await check({}, { ...account('s3:*'), ...policy({ baselineActions: ['s3:*'] }) }),
  ],
  baselines: async () => [
    await check({}, account('s3:*')),
    await check(
      {},
      {
        ...account('s3:*'),
        ...policy({ baselines: [{ name: 'storage', requesters: ['*'], actions: ['s3:*'] }] }),
      },
    ),
  ],
  durationMarginSeconds: async () => [
    await check({ task: { expectedRunSeconds: 840 } }),
    await check({ task: { expectedRunSeconds: 840 } }, policy({ durationMarginSeconds: 61 })),
  ],
  lapseSeconds: async () => [await audit(late), await audit(late, policy({ lapseSeconds: 299 }))],
  renewalLeadSeconds: async () => [
    await audit(late, { '--sessions': true }),
    await audit(late, { '--sessions': true, ...policy({ renewalLeadSeconds: 600 }) }),
  ],
};

describe('every fact that rules read has a source', () => {
  it.each(Object.keys(noFacts) as (keyof Facts)[])('%s', async (name) => {
    const [without, supplied] = await facts[name]();
    expect(without).not.toBe('');
    expect(supplied).not.toBe(without);
  });
});

describe('every parameter of the policy has a reader', () => {
  it.each(Object.keys(defaultPolicy.parameters) as (keyof Parameters)[])('%s', async (name) => {
    const [byDefault, set] = await parameters[name]();
    expect(byDefault).not.toBe('');
    expect(set).not.toBe(byDefault);
  });
});
