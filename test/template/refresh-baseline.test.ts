import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Fields, isObject } from '../../shared/json/value.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import {
  carriedOut,
  listed,
  mainTemplate,
  propertiesOf,
  readTemplate,
  target,
} from '../support/template/template.ts';

interface Statement {
  readonly Action: string | readonly string[];
}

interface Role {
  readonly ManagedPolicyArns: readonly unknown[];
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

interface Baseline {
  readonly actions: readonly string[];
}

const account = '123456789012';
const guide = await readFile('docs/deploy.md', 'utf8');
const [, shown = ''] = /```yaml\n(parameters:\n {2}baselines:\n[\s\S]*?)```/.exec(guide) ?? [];
const { baselines } = parse(shown).parameters as { readonly baselines: readonly Baseline[] };
const stack = carriedOut(await readTemplate(mainTemplate), {
  MemberAccounts: 'organization',
  SecurityHubSink: 'true',
  AccessAnalyzerChecks: 'true',
  KmsKeyArn: `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
});
const { ManagedPolicyArns: managed, Policies: inline } = propertiesOf<Role>(stack, 'RefreshPrincipalsRole');
const policies = [
  ...managed.map((policy) => propertiesOf<Role['Policies'][0]>(stack, target(policy))),
  ...inline,
];
const statements = policies.flatMap(({ PolicyDocument }) => listed(PolicyDocument.Statement));

/** ARNs as AWS gives them to what the role refers to. */
const arns: Readonly<Record<string, string>> = {
  EventBus: `arn:aws:events:us-east-1:${account}:event-bus/sts-warden`,
  PrincipalQueue: `arn:aws:sqs:us-east-1:${account}:sts-warden-PrincipalQueue-HI6Y1OI61DA8`,
  RefreshPrincipalsLog: `arn:aws:logs:us-east-1:${account}:log-group:/sts-warden/refresh-principals:*`,
  WardenTable: `arn:aws:dynamodb:us-east-1:${account}:table/sts-warden-WardenTable-ARS3WZ0Z9FNZ`,
};
const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': account,
  MemberRoleName: 'sts-warden-principals',
};

function named(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named);
  if (!isObject(value)) return value;
  const text = value['Fn::Sub'];
  if (typeof text === 'string')
    return text.replaceAll(/\$\{([\w:]+)\}/g, (_, name) => pseudo[name] ?? 'abc1234');
  if ('Fn::GetAtt' in value) return arns[target(value) ?? ''];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item)]));
}

/** What `sts-warden access` says of the role, with these statements besides, under the guide's baselines. */
async function accessWith(...further: Fields[]): Promise<{ code: number; stdout: string }> {
  const folder = await temporaryFolder();
  const RoleName = 'sts-warden-RefreshPrincipalsRole-1BXQ';
  const PolicyDocument = { Version: '2012-10-17', Statement: [...statements.map(named), ...further] };
  const role = {
    Path: '/',
    RoleName,
    RoleId: 'AROAEXAMPLEEXAMPLE01',
    Arn: `arn:aws:iam::${account}:role/${RoleName}`,
    CreateDate: '2026-01-15T09:00:00+00:00',
    AssumeRolePolicyDocument: propertiesOf<Fields>(stack, 'RefreshPrincipalsRole').AssumeRolePolicyDocument,
    RolePolicyList: [{ PolicyName: 'all', PolicyDocument }],
    AttachedManagedPolicies: [],
  };
  const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [role], Policies: [] };
  const iam = await folder.write('iam.json', details);
  const policy = await folder.write('policy.yaml', `schemaVersion: "1"\n${shown}`);
  return command(['access', '--quiet', '--iam', iam, '--policy', policy]);
}

it('the baseline in the guide leaves nothing of what the refresh role may do, with every parameter', async () => {
  const { code, stdout } = await accessWith();
  expect(stdout).toContain('1 principal: 0 with access beyond the baseline, 1 without, 0 undecided');
  expect(code).toBe(0);
});

it('names no action that the role has not', () => {
  const given = statements
    .flatMap(({ Action }) => listed(Action))
    .filter((action) => !action.startsWith('sts:'));
  const allowed = baselines.flatMap(({ actions }) => actions);
  expect(allowed.toSorted()).toEqual([...new Set(given)].sort());
});

it.each([
  [
    'another table',
    { Action: 'dynamodb:PutItem', Resource: `arn:aws:dynamodb:us-east-1:${account}:table/orders` },
  ],
  ['another queue', { Action: 'sqs:ReceiveMessage', Resource: `arn:aws:sqs:us-east-1:${account}:orders` }],
  [
    'another bus',
    { Action: 'events:PutEvents', Resource: `arn:aws:events:us-east-1:${account}:event-bus/default` },
  ],
  ['another action', { Action: 'iam:PassRole', Resource: '*' }],
])('does not cover %s', async (_, statement) => {
  const { code } = await accessWith({ Effect: 'Allow', ...statement });
  expect(code).toBe(1);
});
