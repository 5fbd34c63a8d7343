import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patched } from '../../shared/examples/compliant.ts';
import { BrokenPolicyError, faultText } from '../../shared/policy/errors.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { caught } from '../support/hostile/caught.ts';

const ruleIds = ['duration-covers-run', 'no-root-credentials'];

const exemption = {
  id: 'EX-1',
  rules: ['duration-covers-run'],
  subject: { task: 'orders-daily' },
  owner: 'data-platform',
  reason: 'rewritten in November',
  created: '2026-10-01',
  expires: '2026-11-01',
};

const yaml = `
# What the data platform has agreed on.
schemaVersion: "1"
whenUndecided: block
scope: { roles: ["arn:aws:iam::*:role/redshift-*"] }
rules:
  duration-covers-run: { mode: warn }
  no-root-credentials: { mode: off }
parameters: { lapseSeconds: 600, baselineActions: ["sts:*"] }
workloads:
  - &orders { name: orders, roles: ["*"], mode: elastic }
exemptions:
  - id: EX-1
    rules: [duration-covers-run]
    subject: { task: orders-daily }
    owner: data-platform
    reason: rewritten in November
    created: 2026-10-01
    expires: 2026-11-01
`;
const json = JSON.stringify({
  exemptions: [exemption],
  workloads: [{ name: 'orders', roles: ['*'], mode: 'elastic' }],
  parameters: { baselineActions: ['sts:*'], lapseSeconds: 600 },
  rules: { 'no-root-credentials': { mode: 'off' }, 'duration-covers-run': { mode: 'warn' } },
  scope: { roles: ['arn:aws:iam::*:role/redshift-*'] },
  whenUndecided: 'block',
  schemaVersion: '1',
});

function policyWith(delta: object) {
  return JSON.stringify({ schemaVersion: '1', ...delta }, null, 2);
}

function faultsOf(text: string) {
  const error = caught<BrokenPolicyError>(() => parsePolicy(text, ruleIds));
  expect(error).toBeInstanceOf(BrokenPolicyError);
  return error.faults;
}

const baselineOn = (...resources: string[]) => ({
  parameters: { baselines: [{ name: 'storage', requesters: ['*'], actions: ['s3:*'], resources }] },
});

describe('a policy', () => {
  it('has the same revision in YAML and in JSON, in whatever order', () => {
    expect(parsePolicy(yaml, ruleIds).revision).toBe(parsePolicy(json, ruleIds).revision);
  });

  it('is read from YAML', () => {
    const policy = parsePolicy(yaml, ruleIds);
    expect(policy.settingOf('duration-covers-run')).toMatchObject({ mode: 'warn', whenUndecided: 'block' });
    expect(policy.settingOf('no-root-credentials').mode).toBe('off');
    expect(policy.parameters).toMatchObject({ lapseSeconds: 600, baselineActions: ['sts:*'] });
    expect(policy.workloads).toMatchObject([{ name: 'orders', mode: 'advanced' }]);
    expect(policy.exemptions).toEqual([exemption]);
  });

  it('may repeat itself by an anchor', () => {
    const text = 'schemaVersion: "1"\nscope:\n  roles: &all ["*"]\n  requesters: *all\n';
    expect(parsePolicy(text, ruleIds).scope).toMatchObject({ roles: ['*'], requesters: ['*'] });
  });

  it.each(['s3:GetObject', 'sts:*', 'application-autoscaling:Describe*', 's3:Get?bject'])(
    'may name the baseline action %s',
    (action) => {
      const text = policyWith({ parameters: { baselineActions: [action] } });
      expect(parsePolicy(text, ruleIds).parameters.baselineActions).toEqual([action]);
    },
  );

  it.each([
    ['one day', '2026-10-02'],
    ['366 days', '2027-10-02'],
  ])('may exempt for %s', (_, expires) => {
    const text = policyWith({ exemptions: [{ ...exemption, expires }] });
    expect(parsePolicy(text, ruleIds).exemptions).toHaveLength(1);
  });
});

describe('a large policy', () => {
  const largeWith = (reasonOf: (index: number) => string) =>
    policyWith({
      exemptions: Array.from({ length: 3500 }, (_, index) => ({
        ...exemption,
        id: `E-${index}`,
        reason: reasonOf(index),
      })),
    });

  it('is one as any other where it can be compressed', () => {
    const text = largeWith(() => 'the same words again and again, '.repeat(10));
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(parsePolicy(text, ruleIds).exemptions).toHaveLength(3500);
  });

  it('is refused where the functions could not keep it', () => {
    const digest = (index: number) => createHash('sha512').update(String(index)).digest('hex');
    expect(faultsOf(largeWith((index) => digest(index) + digest(-index)))).toMatchObject([
      {
        pointer: '',
        detail: expect.stringMatching(/^expected at most 390000 bytes when compressed, got \d+$/),
      },
    ]);
  });
});

describe('a broken policy is refused', () => {
  it.each([
    ['an empty file', '', 'must be object'],
    ['a file of comments', '# nothing\n', 'must be object'],
    ['a list', '- schemaVersion: "1"', 'must be object'],
    ['text', 'enforce everything', 'must be object'],
  ])('where it is %s', (_, text, detail) => {
    expect(faultsOf(text)).toMatchObject([{ pointer: '', detail }]);
  });

  it.each<[string, object, string, string]>([
    ['a version as a number', { schemaVersion: 1 }, '/schemaVersion', 'expected "1"'],
    ['an unknown member', { rule: {} }, '/rule', 'is not a known property'],
    [
      'an unknown mode',
      { rules: { 'no-root-credentials': { mode: 'block' } } },
      '/rules/no-root-credentials/mode',
      'expected one of ["enforce","warn","off"]',
    ],
    ['an unknown rule', { rules: { 'no-such-rule': {} } }, '/rules/no-such-rule', 'is not the id of a rule'],
    ['a rule id with a slash', { rules: { 'a/b~c': {} } }, '/rules/a~1b~0c', 'is not the id of a rule'],
    [
      'a negative margin',
      { parameters: { durationMarginSeconds: -1 } },
      '/parameters/durationMarginSeconds',
      'must be >= 0',
    ],
    [
      'a lead below a minute',
      { parameters: { renewalLeadSeconds: 59 } },
      '/parameters/renewalLeadSeconds',
      'must be >= 60',
    ],
    [
      'an action without a service',
      { parameters: { baselineActions: ['sts:A', 'B'] } },
      '/parameters/baselineActions/1',
      'expected `service:Action`',
    ],
    [
      'an action of every service',
      { parameters: { baselineActions: ['*:*'] } },
      '/parameters/baselineActions/0',
      'expected `service:Action`',
    ],
    [
      'an action with text before it',
      { parameters: { baselineActions: [' sts:A'] } },
      '/parameters/baselineActions/0',
      'expected `service:Action`',
    ],
    [
      'an action with text behind it',
      { parameters: { baselineActions: ['sts:A '] } },
      '/parameters/baselineActions/0',
      'expected `service:Action`',
    ],
    [
      'an action of every service in a baseline of some requesters',
      { parameters: { baselines: [{ name: 'a', requesters: ['*'], actions: ['s3:*', '*'] }] } },
      '/parameters/baselines/0/actions/1',
      'expected `service:Action`',
    ],
    [
      'a resource that is no ARN in a baseline of some requesters',
      baselineOn('*', 'bucket'),
      '/parameters/baselines/0/resources/1',
      'expected `*` or an ARN, without policy variables',
    ],
    [
      'a resource with a policy variable in a baseline of some requesters',
      baselineOn('*', `arn:aws:s3:::home/\${aws:username}`),
      '/parameters/baselines/0/resources/1',
      'expected `*` or an ARN, without policy variables',
    ],
    [
      'a resource with a blank before it in a baseline of some requesters',
      baselineOn('*', ' arn:aws:s3:::a'),
      '/parameters/baselines/0/resources/1',
      'expected `*` or an ARN, without policy variables',
    ],
    [
      'a requester by nothing',
      { requesters: [{ principalArn: 'arn:aws:iam::123456789012:user/a' }] },
      '/requesters/0',
      'must NOT have fewer than 2 properties',
    ],
    [
      'what is not to be done where a fact is unavailable',
      { whenUnavailable: 'allow' },
      '/whenUnavailable',
      'expected one of ["block","undecided"]',
    ],
    [
      'an account as a number',
      { scope: { accounts: [123456789012] } },
      '/scope/accounts/0',
      'must be text: put it in quotes',
    ],
    ['nothing for an account', { scope: { accounts: [null] } }, '/scope/accounts/0', 'must be string'],
    ['a list for an account', { scope: { accounts: [['1']] } }, '/scope/accounts/0', 'must be string'],
    [
      'a rule id with a slip of the pen',
      { rules: { 'no-root-credential': {} } },
      '/rules/no-root-credential',
      'is not the id of a rule: did you mean `no-root-credentials`?',
    ],
    [
      'a guideline for a rule',
      { rules: { g6: {} } },
      '/rules/g6',
      'is not the id of a rule: `sts-warden explain G6` names that of G6',
    ],
    [
      'a workload without roles',
      { workloads: [{ name: 'orders', roles: [] }] },
      '/workloads/0/roles',
      'must NOT have fewer than 1 items',
    ],
  ])('for %s', (_, delta, pointer, detail) => {
    expect(faultsOf(policyWith(delta))).toEqual([{ pointer, detail, line: expect.any(Number) }]);
  });

  it.each<[string, object, string, string]>([
    [
      'an unknown rule',
      { rules: ['duration-covers-run', 'no-such-rule'] },
      'rules/1',
      'is not the id of a rule',
    ],
    ['no rule', { rules: [] }, 'rules', 'must NOT have fewer than 1 items'],
    ['an empty subject', { subject: {} }, 'subject', 'must NOT have fewer than 1 properties'],
    ['a subject that nothing has', { subject: { bucket: 'b' } }, 'subject/bucket', 'is not a known property'],
    ['a reason of one word', { reason: 'because' }, 'reason', 'must NOT have fewer than 10 characters'],
    ['a day that there is not', { created: '2026-09-31' }, 'created', 'must match format "date"'],
    ['a time for a day', { expires: '2026-10-02T00:00:00Z' }, 'expires', 'must match format "date"'],
    ['no day at all', { expires: exemption.created }, 'expires', 'expected a day after `created`'],
    ['less than no day', { expires: '2026-09-30' }, 'expires', 'expected a day after `created`'],
    ['more than 366 days', { expires: '2027-10-03' }, 'expires', 'expected at most 366 days after `created`'],
  ])('for an exemption with %s', (_, delta, place, detail) => {
    const faults = faultsOf(policyWith({ exemptions: [{ ...exemption, ...delta }] }));
    expect(faults).toEqual([{ pointer: `/exemptions/0/${place}`, detail, line: expect.any(Number) }]);
  });

  it.each(Object.keys(exemption))('for an exemption without %s', (name) => {
    expect(faultsOf(policyWith({ exemptions: [patched(exemption, { [name]: null })] }))).toContainEqual({
      pointer: '/exemptions/0',
      detail: `lacks the required property \`${name}\``,
      line: expect.any(Number),
    });
  });

  it('for the id of an earlier exemption, each time', () => {
    const other = { ...exemption, id: 'EX-2' };
    const faults = faultsOf(policyWith({ exemptions: [exemption, other, exemption, exemption] }));
    const detail = 'is the id of an earlier exemption too';
    expect(faults).toMatchObject(['2', '3'].map((index) => ({ pointer: `/exemptions/${index}/id`, detail })));
  });

  it('for exemptions without ids, but not for a like id', () => {
    const { id: _, ...nameless } = exemption;
    const faults = faultsOf(policyWith({ exemptions: [nameless, nameless] }));
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/exemptions/0', '/exemptions/1']);
  });

  it.each([
    ['the place itself', 'a/b~c', 4],
    ['the place around it, where its name is too long to be said', 'x'.repeat(250), 3],
  ])('with the line of %s', (_, name, line) => {
    const text = `schemaVersion: "1"\nrules:\n  no-root-credentials: {}\n  "${name}": {}\n`;
    expect(faultsOf(text)).toEqual([
      { pointer: expect.any(String), detail: 'is not the id of a rule', line },
    ]);
  });

  it('with every fault listed, those of the contract and those that it cannot express', () => {
    const text = [
      'schemaVersion: "1"',
      'whenUndecided: maybe',
      'rules:',
      '  no-such-rule: { mode: warn }',
      '  duration-covers-run: { mode: loud }',
      'parameters:',
      '  baselineActions: [sts]',
      'exemptions:',
      '  - id: EX-1',
      '    rules: [no-such-rule, 7]',
      '    subject: { task: orders-daily }',
      '    owner: data-platform',
      '    reason: soon',
      '    created: 2026-10-01',
      '    expires: 2026-09-01',
      '  - null',
    ].join('\n');
    expect(faultsOf(text).map(faultText).sort()).toEqual([
      'line 10: /exemptions/0/rules/0 is not the id of a rule',
      'line 10: /exemptions/0/rules/1 must be text: put it in quotes',
      'line 13: /exemptions/0/reason must NOT have fewer than 10 characters',
      'line 15: /exemptions/0/expires expected a day after `created`',
      'line 16: /exemptions/1 must be object',
      'line 2: /whenUndecided expected one of ["allow","warn","block"]',
      'line 4: /rules/no-such-rule is not the id of a rule',
      'line 5: /rules/duration-covers-run/mode expected one of ["enforce","warn","off"]',
      'line 7: /parameters/baselineActions/0 expected `service:Action`',
    ]);
  });

  it('with all its faults in the message', () => {
    const error = caught(() => parsePolicy('schemaVersion: "2"\nrules: { x: {} }', ruleIds));
    expect(error.message).toBe(
      'broken policy: line 1: /schemaVersion expected "1"; line 2: /rules/x is not the id of a rule',
    );
  });
});

describe('a policy that is no YAML is refused with its lines', () => {
  it.each([
    ['an open bracket', 'schemaVersion: "1"\nrules: {', 2, 'BAD_INDENT'],
    ['a duplicate key', 'schemaVersion: "1"\nwhenUndecided: allow\nwhenUndecided: block', 3, 'DUPLICATE_KEY'],
    ['a duplicate key in JSON', '{"schemaVersion": "1",\n"schemaVersion": "1"}', 2, 'DUPLICATE_KEY'],
    ['a tab for an indent', 'rules:\n\tx: {}', 2, 'TAB_AS_INDENT'],
    ['two documents', 'schemaVersion: "1"\n---\nschemaVersion: "1"', 2, 'MULTIPLE_DOCS'],
  ])('%s', (_, text, line, code) => {
    expect(faultsOf(text)).toContainEqual({
      pointer: '',
      detail: `${code}: not readable as YAML or JSON`,
      line,
    });
  });

  it.each([
    ['an alias of nothing', 'schemaVersion: "1"\nscope: *nothing', /^Unresolved alias/],
    ['an alias bomb', aliasBomb(), /^Excessive alias count/],
  ])('%s, which shows when it is resolved', (_, text, detail) => {
    expect(faultsOf(text)).toEqual([{ pointer: '', detail: expect.stringMatching(detail) }]);
  });

  it('a document that holds itself', () => {
    expect(faultsOf('schemaVersion: "1"\nscope: &self { roles: *self }')).toEqual([
      { pointer: '/scope/roles', detail: 'must be array', line: 2 },
    ]);
  });

  it('a hundred thousand open brackets', () => {
    expect(faultsOf('['.repeat(1e5))).toContainEqual({
      pointer: '',
      detail: 'RESOURCE_EXHAUSTION: not readable as YAML or JSON',
      line: 1,
    });
  });
});

describe('a hostile policy', () => {
  it.each([
    ['at the top', '/__proto__', 'schemaVersion: "1"\n__proto__: { whenUndecided: allow }'],
    ['for a rule', '/rules/__proto__', 'schemaVersion: "1"\nrules:\n  __proto__: { mode: off }'],
    [
      'for a rule, in JSON',
      '/rules/__proto__',
      '{"schemaVersion": "1",\n "rules": {"__proto__": {"mode": "off"}}}',
    ],
  ])('gains nothing by a key `__proto__` %s', (_, pointer, text) => {
    expect(faultsOf(text).map((fault) => fault.pointer)).toEqual([pointer]);
    expect(Object.prototype).not.toHaveProperty('mode');
    expect(Object.prototype).not.toHaveProperty('whenUndecided');
  });

  it.each(['.inf', '.nan', '1e999', '0.5', '"600"'])('gains nothing by the number %s', (number) => {
    expect(faultsOf(`schemaVersion: "1"\nparameters: { lapseSeconds: ${number} }`)).toEqual([
      { pointer: '/parameters/lapseSeconds', detail: 'must be integer', line: 2 },
    ]);
  });

  it.each([
    ['an ordered map', 'scope: !!omap\n- roles: [x]'],
    ['an ordered map of rules', 'rules: !!omap\n- no-such-rule: {}'],
    ['a set', 'scope: !!set { roles }'],
    ['an ordered map of YAML 1.1', 'scope: !!omap\n- roles: [x]', '%YAML 1.1\n---\n'],
    [
      'a key to be merged, of YAML 1.1',
      'rules: { no-root-credentials: { <<: { mode: off } } }',
      '%YAML 1.1\n---\n',
    ],
  ])('hides nothing from the contract in %s', (_, line, directive = '') => {
    expect(faultsOf(`${directive}schemaVersion: "1"\n${line}`)).not.toEqual([]);
  });

  it('says `off` in YAML 1.1 too, where that would be a flag', () => {
    const text = '%YAML 1.1\n---\nschemaVersion: "1"\nrules: { no-root-credentials: { mode: off } }';
    expect(parsePolicy(text, ruleIds).settingOf('no-root-credentials').mode).toBe('off');
  });

  it('gains nothing by half a surrogate pair, of which there is no digest', () => {
    expect(faultsOf('schemaVersion: "1"\nscope:\n  roles: ["\\uD800"]')).toEqual([
      { pointer: '/scope/roles/0', detail: 'holds an unpaired surrogate', line: 3 },
    ]);
  });

  it('of random text is refused as a broken policy, or read', () => {
    const word = fc.constantFrom(
      ...[
        'schemaVersion',
        '"1"',
        'rules',
        'exemptions',
        'scope',
        'roles',
        '-',
        ':',
        ' ',
        '\n',
        '  ',
        '{',
        '}',
        '[',
      ],
      ...[
        ']',
        ',',
        '&a',
        '*a',
        '!!str',
        '|',
        '>',
        '"',
        "'",
        '#',
        '?',
        '%',
        '\t',
        '---',
        '<<',
        '__proto__',
        '~',
        '\u0000',
      ],
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (random) => {
        try {
          parsePolicy(random, ruleIds);
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenPolicyError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Nine levels of lists, each of nine aliases to the level before. */
function aliasBomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const item = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(9).fill(item).join(', ')}]`;
  });
  return levels.join('\n');
}
