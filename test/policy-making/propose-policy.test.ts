import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import type { CredentialRequest } from '../../shared/cloudtrail/record.ts';
import type { Finding } from '../../shared/contracts/result-contract.generated.ts';
import { compliantRecord, compliantSubmission, factsOf, patched } from '../../shared/examples/compliant.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { credentialUses } from '../../shared/policy-making/credential-use.ts';
import { type Gathered, proposePolicy } from '../../shared/policy-making/propose-policy.ts';
import { type TaskUse, taskUse } from '../../shared/policy-making/task-use.ts';
import { policyProposalYaml } from '../../shared/report/policy-proposal-yaml.ts';
import type { ExampleFacts } from '../../shared/rules/example.ts';
import { rules } from '../../shared/rules/index.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { policyOf } from '../support/evaluation/rule-books.ts';
import { violationOf } from '../support/findings/violations.ts';

const account = 'arn:aws:iam::123456789012';
const stage = `${account}:role/redshift-stage`;
const user = `${account}:user/mapping-requester`;
const agent = `${account}:role/agent`;
const ids = rules.map(({ meta }) => meta.id);

const requestOf = (delta: object = {}) => parseRecord(patched(compliantRecord, delta)) as CredentialRequest;
const ofRole = (name: string) => ({ requestParameters: { roleArn: `${account}:role/${name}` } });
const byAgent = {
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::123456789012:assumed-role/agent/i-1',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE09',
    sessionContext: { sessionIssuer: { type: 'Role', arn: agent } },
  },
};
const pod = {
  eventName: 'AssumeRoleWithWebIdentity',
  userIdentity: {
    type: 'WebIdentityUser',
    arn: null,
    identityProvider: 'idp.example.com',
    userName: 'pod',
    accessKeyId: null,
  },
  ...ofRole('pod'),
};
const withoutRole = { eventName: 'GetSessionToken', requestParameters: null };

function taskOf(title: string, delta: object = {}, facts: ExampleFacts = {}): TaskUse {
  return taskUse(title, parseSubmission(patched(compliantSubmission, delta)), factsOf(facts));
}
const task = (title: string, expectedRunSeconds: number | null, more: object = {}) =>
  taskOf(title, { task: { expectedRunSeconds, ...more } });
const findingAt = (role: string, more: Partial<Finding> = {}): Finding[] =>
  findingsOf([
    violationOf('a', { severity: 'high', subject: { kind: 'credential-request', roleArn: role } }),
  ]).map((one) => ({ ...one, ...more }));

function proposed(
  deltas: readonly object[],
  tasks: readonly TaskUse[] = [],
  more: Partial<Gathered> = {},
  facts: ExampleFacts = {},
) {
  const proposal = proposePolicy({
    uses: credentialUses(deltas.map(requestOf)),
    tasks,
    findings: [],
    facts: factsOf(facts),
    records: deltas.length,
    firstTime: undefined,
    lastTime: undefined,
    ...more,
  });
  const text = policyProposalYaml(proposal);
  return { proposal, text, policy: parsePolicy(text, ids) };
}

describe('uses', () => {
  it('are counted by requester and role, the most frequent first, whatever the order', () => {
    const requests = [
      requestOf(ofRole('a')),
      requestOf(),
      requestOf({ eventTime: '2026-10-02T08:00:00Z' }),
      requestOf(withoutRole),
    ];
    const uses = credentialUses(requests);
    expect(uses.map(({ role, eventName, sessions }) => [role, eventName, sessions])).toEqual([
      [stage, 'AssumeRole', 2],
      [`${account}:role/a`, 'AssumeRole', 1],
      [undefined, 'GetSessionToken', 1],
    ]);
    expect(uses[0]).toMatchObject({ requester: user, lastTime: Date.UTC(2026, 9, 2, 8) / 1000 });
    expect(credentialUses(requests.toReversed())).toEqual(uses);
  });
});

describe('the scope', () => {
  it('is that of the tasks’ roles where there are tasks', () => {
    const { policy, proposal } = proposed([{}, pod, ofRole('other')], [task('nightly', 600)]);
    expect(policy.scope).toEqual({ accounts: undefined, requesters: undefined, roles: [stage] });
    expect(proposal.scope.leftOut.uses.map(({ role }) => role)).toEqual([
      `${account}:role/other`,
      `${account}:role/pod`,
    ]);
  });

  it('is that of the roles of AssumeRole where there are none', () => {
    expect(proposed([{}, pod, withoutRole]).policy.scope.roles).toEqual([stage]);
  });

  it.each<[string, ReturnType<typeof proposed>, RegExp]>([
    [
      'a critical finding',
      proposed([{}], [task('a', 600)], { findings: findingAt('GetSessionToken', { severity: 'critical' }) }),
      /leave out what is critical/,
    ],
    ['what nobody has seen', proposed([], [task('a', 600)]), /no archive was read/],
    ['everything', proposed([ofRole('other')], [task('a', 600)]), /shows none of these roles in use/],
    ['no role', proposed([pod]), /no role is known/],
    [
      'more roles than anybody reads',
      proposed(Array.from({ length: 501 }, (_, index) => ofRole(`r${index}`))),
      /501 roles/,
    ],
  ])('is open where it would leave out, or have, %s', (_, { policy, text }, reason) => {
    expect(policy.scope.roles).toBeUndefined();
    expect(text).toMatch(reason);
  });

  it('says what it leaves out', () => {
    const { text } = proposed([{}, pod, pod], [task('a', 600)], {
      findings: [...findingAt(`${account}:role/pod`), ...findingAt(stage)],
    });
    expect(text).toContain(
      `# It leaves out 2 sessions:\n#   ${account}:role/pod: 2 sessions by 1 requester (AssumeRoleWithWebIdentity)\n`,
    );
    expect(text).toContain(
      '# and 1 finding (1 high):\n#   HIGH no-root-credentials, 1 occurrence: message a\n',
    );
  });

  it('takes no text for a role that is none', () => {
    expect(proposed([{}, { requestParameters: { roleArn: '*' } }]).policy.scope.roles).toEqual([stage]);
  });
});

describe('requesters', () => {
  const ec2 = {
    connections: {
      redshift: { accessKeyId: null, useEc2RoleToAssumeRole: true, runtimeEnvironment: 'agents' },
    },
  };

  it('are those who were seen to use the keys of tasks', () => {
    const { policy } = proposed([{}], [task('a', 600)]);
    expect(policy.requesters).toEqual([{ accessKeyId: 'AKIAEXAMPLEEXAMPLE01', principalArn: user }]);
  });

  it.each<[string, object[]]>([
    ['whose key nobody used', [{ userIdentity: { accessKeyId: 'AKIAEXAMPLEEXAMPLE02' } }]],
    [
      'whose key no user or root used',
      [{ userIdentity: { arn: 'arn:aws:sts::123456789012:federated-user/a' } }],
    ],
  ])('are none for a task %s', (_, records) => {
    expect(proposed(records, [task('a', 600)]).policy.requesters).toEqual([]);
  });

  it('are suggested for an environment, where one role alone requested', () => {
    const { policy, text } = proposed([byAgent, byAgent], [taskOf('a', ec2)]);
    expect(policy.requesters).toEqual([]);
    expect(text).toContain(`#   - { runtimeEnvironment: "agents", principalArn: "${agent}" } # a\n`);
  });

  it('are those who requested the roles of that environment, and no user', () => {
    const [stageHop] = taskOf('a', ec2).hops;
    if (stageHop === undefined) throw new Error('expected a hop');
    const elsewhere = { ...stageHop, role: `${account}:role/elsewhere`, runtimeEnvironment: 'others' };
    const both = { ...taskOf('a', ec2), hops: [stageHop, elsewhere] };
    const byOther = patched(byAgent, {
      ...ofRole('elsewhere'),
      userIdentity: { sessionContext: { sessionIssuer: { arn: `${account}:role/b` } } },
    });
    const { text } = proposed([byAgent, byOther, {}], [both]);
    expect(text).toContain(`#   - { runtimeEnvironment: "agents", principalArn: "${agent}" } # a\n`);
    expect(text).toContain(`#   - { runtimeEnvironment: "others", principalArn: "${account}:role/b" } # a\n`);
  });

  it('are not, where two did', () => {
    const other = patched(byAgent, {
      userIdentity: { sessionContext: { sessionIssuer: { arn: `${account}:role/b` } } },
    });
    expect(proposed([byAgent, other], [taskOf('a', ec2)]).text).not.toContain('runtimeEnvironment');
  });
});

describe('workloads', () => {
  const workloads = (...tasks: TaskUse[]) =>
    proposed([{}], tasks).policy.workloads.map(({ mode, expectedRunSeconds }) => [mode, expectedRunSeconds]);

  it.each<[string, TaskUse[], unknown]>([
    ['a task has its length', [task('a', 600)], [['standard', 600]]],
    ['of several the shortest counts', [task('a', 600), task('b', 300)], [['standard', 300]]],
    ['no length is known where one is not', [task('a', 600), task('b', null)], [['standard', undefined]]],
    ['advanced mode needs none', [task('a', null, { mode: 'advanced' })], [['advanced', undefined]]],
    [
      'a task in advanced mode has no say',
      [task('a', 600), task('b', 9, { mode: 'elastic' })],
      [['standard', 600]],
    ],
    ['without tasks there is none', [], []],
  ])('%s', (_, tasks, expected) => {
    expect(workloads(...tasks)).toEqual(expected);
  });

  it('are of the tasks that assume the role, and of no others', () => {
    const short = task('b', 60);
    const other = { ...short, hops: short.hops.map((hop) => ({ ...hop, role: `${account}:role/other` })) };
    const { policy } = proposed([{}, ofRole('other')], [task('a', 600), other]);
    expect(policy.workloads.map(({ expectedRunSeconds }) => expectedRunSeconds)).toEqual([600, 60]);
  });

  it('are none where the roles are those of an archive', () => {
    expect(proposed([{}, pod]).policy.workloads).toEqual([]);
  });

  it('take lengths from known runs', () => {
    const lasting = { endedAt: '2026-09-30T08:10:00Z' };
    const known = taskOf(
      'a',
      { task: { id: 'task-1', expectedRunSeconds: null } },
      { runs: [lasting, lasting, lasting] },
    );
    expect(workloads(known)).toEqual([['standard', 600]]);
  });

  it('say where a role cannot be assumed for so long', () => {
    const { text } = proposed([{}], [task('a', 5000)], {}, { roleMaximums: { [stage]: 3600 } });
    expect(text).toContain('    # The role may be assumed for 3600 s at most.\n');
  });
});

it('requesters with access of their own are pointed at, and get no baseline', () => {
  const access = [{ arn: user, hasAccess: true, grants: [] }];
  const { text, policy } = proposed([{}], [], {}, { access });
  expect(text).toContain('has access of its own');
  expect(policy.parameters).toEqual(policyOf().parameters);
});

it('findings that say the same stand in one line', () => {
  const findings = ['a', 'b'].flatMap((role) => findingAt(role, { occurrences: 2 }));
  const { text } = proposed([{}], [], { findings });
  expect(text).toContain(
    '# and 2 findings (2 high):\n#   HIGH no-root-credentials, 4 occurrences of 2 causes: message a\n',
  );
});

it('long lists are cut, but not that of the scope', () => {
  const roles = Array.from({ length: 30 }, (_, index) => `r${index}`);
  const { text, policy } = proposed(roles.map(ofRole), [], {
    findings: roles.flatMap((role) => findingAt(role, { message: role })),
  });
  expect(policy.scope.roles).toHaveLength(30);
  expect(text.match(/and 10 more/g)).toHaveLength(2);
});

it('whatever the names are, it is a valid policy without exemptions, of one line a comment', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n- x', '"', '\\', '*', '# ', '\u2028', '\ud800', '${', ': {'),
  );
  const delta = fc.record({
    requestParameters: fc.record({
      roleArn: fc.oneof(
        text,
        text.map((end) => `${account}:role/${end}`),
      ),
      roleSessionName: text,
    }),
    userIdentity: fc.record({
      arn: fc.oneof(
        text,
        text.map((end) => `${account}:user/${end}`),
      ),
      type: text,
    }),
  });
  fc.assert(
    fc.property(fc.array(delta, { maxLength: 5 }), text, text, (deltas, title, environment) => {
      const hops = deltas.map(({ requestParameters: { roleArn } }) => ({
        role: roleArn,
        accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
        runtimeEnvironment: environment,
      }));
      const tasks: TaskUse[] = [{ title, mode: 'standard', expectedSeconds: 1, hops }];
      const { policy, text: yaml } = proposed(deltas, tasks, {
        findings: findingAt(title, { message: title }),
      });
      expect(policy.exemptions).toEqual([]);
      expect(policy.settingOf('no-root-credentials')).toEqual(policyOf().settingOf('no-root-credentials'));
      expect(policy.parameters).toEqual(policyOf().parameters);
      expect(yaml).not.toMatch(/(?!\n)\p{Cc}/u);
      const isKnown =
        /^(?:#.*|schemaVersion: "1"|scope:|requesters:|workloads:| {2}(?:roles:|#.*|- .*)| {4}(?:-|roles:|#|expectedRunSeconds:|mode:).*|)$/;
      for (const line of yaml.split('\n')) expect(line).toMatch(isKnown);
    }),
    { numRuns: 500 },
  );
});
