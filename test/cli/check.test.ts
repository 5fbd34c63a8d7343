import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import resultSchema from '../../shared/contracts/result.schema.json' with { type: 'json' };
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { rules } from '../../shared/rules/index.ts';
import { type CommandOptions, command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';

const submission = (submissionId: string, delta: object = {}) =>
  patched(compliantSubmission, { submissionId, ...delta });
/** Blocked by a violation of high severity. */
const rootless = { sources: [{ encryptionType: 'sse-kms', unloadOptions: 'PARALLEL=ON' }] };
const blocked = submission('blocked', rootless);
const allowed = submission('allowed');
const yaml = (name: string) => `schemaVersion: "1"
submissionId: ${name}
task: { name: orders-daily, expectedRunSeconds: 600 }
connections:
  redshift: &connection
    type: amazon-redshift-v2
    principalArn: arn:aws:iam::123456789012:user/mapping-requester
    iamRoleArn: arn:aws:iam::123456789012:role/redshift-stage
sources: [{ name: Orders, connection: redshift }]
targets: [{ name: Copy, connection: redshift }]
`;

const twice = JSON.stringify(allowed).replace('"task":', '"task":{},"task":');
const apiRequest = (body: string, isBase64Encoded = false) => ({ httpMethod: 'POST', body, isBase64Encoded });

/** Checks paths; the decisions of `--format jsonl`, one a line, and what it says of what could not be read. */
async function check(words: readonly string[], options?: CommandOptions) {
  const result = await command(['check', '--format', 'jsonl', ...words], options);
  const lines: (Decision & { unreadable?: string })[] = result.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const decisions = lines.filter(({ decision }) => decision !== undefined);
  const unread = lines.flatMap(({ unreadable }) => unreadable ?? []);
  return { ...result, decisions, unread, ids: decisions.map(({ submissionId }) => submissionId) };
}

describe('check reads', () => {
  const sqs = (...bodies: unknown[]) => ({
    Records: bodies.map((body) => ({ eventSource: 'aws:sqs', messageId: 'm', body: JSON.stringify(body) })),
  });
  const event = (detail: unknown) => ({
    'detail-type': 'Mapping Submission Requested',
    source: 'x.mapping',
    detail,
  });
  const text = JSON.stringify(allowed);

  it.each<[string, string, unknown, readonly string[]]>([
    ['a submission', 'a.json', allowed, ['allowed']],
    ['an array, in its order', 'a.json', [blocked, allowed], ['blocked', 'allowed']],
    ['an array of one', 'a.json', [allowed], ['allowed']],
    ['YAML', 'a.yaml', yaml('from-yaml'), ['from-yaml']],
    ['YAML named .yml', 'a.YML', yaml('from-yaml'), ['from-yaml']],
    ['JSON named .yaml', 'a.yaml', text, ['allowed']],
    ['JSON of any other name', 'a.txt', text, ['allowed']],
    ['a byte order mark', 'a.json', `\ufeff${text}`, ['allowed']],
    ['a byte order mark in YAML', 'a.yaml', `\ufeff${yaml('from-yaml')}`, ['from-yaml']],
    ['a compressed file', 'a.json.gz', gzipSync(text), ['allowed']],
    ['an event', 'a.json', event(allowed), ['allowed']],
    ['an SQS event of events', 'a.json', sqs(event(blocked), event(allowed)), ['blocked', 'allowed']],
    ['an API request', 'a.json', apiRequest(text), ['allowed']],
    [
      'an API request in base64',
      'a.json',
      apiRequest(Buffer.from(text).toString('base64'), true),
      ['allowed'],
    ],
  ])('%s', async (_, name, content, expected) => {
    const folder = await temporaryFolder();
    const { ids, stderr } = await check([await folder.write(name, content)]);
    expect(ids).toEqual(expected);
    expect(stderr).toBe('');
  });

  it('standard input', async () => {
    expect((await check(['-'], { stdin: JSON.stringify([blocked, allowed]) })).ids).toEqual([
      'blocked',
      'allowed',
    ]);
  });

  it('several files, in their order', async () => {
    const folder = await temporaryFolder();
    const [b, a] = [await folder.write('b.json', [blocked]), await folder.write('a.json', allowed)];
    expect((await check([b, a])).ids).toEqual(['blocked', 'allowed']);
    expect((await check([a, b, a])).ids).toEqual(['allowed', 'blocked', 'allowed']);
  });
});

describe('check names what it cannot read, decides the rest, and ends with 2', () => {
  const secret = 'SECRET-THAT-MUST-NEVER-LEAVE';
  const connection = (delta: object) => submission('x', { connections: { redshift: delta } });

  it.each<[string, string, unknown, RegExp]>([
    ['a file that does not exist', '', undefined, /missing\.json: no such file/],
    ['an empty file', 'a.json', '', /not JSON: the text is empty/],
    ['no JSON', 'a.json', `{"task": ${secret}}`, /not JSON: unexpected character/],
    ['JSON that ends too early', 'a.json', '{"task":', /not JSON: the text ends too early/],
    ['JSON with a name twice', 'a.json', twice, /not I-JSON: \/task is there more than once/],
    ['a request with a name twice', 'a.json', apiRequest(twice), /not I-JSON: \/task is there/],
    ['a request in base64 that is none', 'a.json', apiRequest('e30', true), /expected the Base64 of UTF-8/],
    [
      'a principal that is nobody',
      'a.json',
      submission('x', { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root/' } } }),
      /\/connections\/redshift\/principalArn expected the ARN of a principal/,
    ],
    ['a truncated compressed file', 'a.json.gz', gzipSync('{}').subarray(0, -8), /damaged or truncated/],
    ['no YAML', 'a.yaml', `task: [${secret}`, /not YAML: /],
    ['YAML with a key twice', 'a.yaml', `${yaml('x')}submissionId: y\n`, /not YAML: DUPLICATE_KEY/],
    ['several YAML documents', 'a.yaml', `${yaml('x')}---\n${yaml('y')}`, /not YAML: MULTIPLE_DOCS/],
    ['a YAML bomb', 'a.yaml', aliasBomb(), /not YAML: it cannot be resolved/],
    ['YAML that holds itself', 'a.yaml', `&a [${'*a, '.repeat(90)}*a]`, /not YAML: it cannot be resolved/],
    ['YAML nested very deep', 'a.yaml', `a: ${'['.repeat(100_000)}`, /not YAML: /],
    [
      'JSON nested very deep',
      'a.json',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      /envelopes nested too deep/,
    ],
    ['an empty array', 'a.json', [], /holds no submission/],
    ['an SQS event without messages', 'a.json', { Records: [] }, /holds no submission/],
    ['an empty YAML file', 'a.yaml', '', /malformed submission/],
    ['a number', 'a.json', 7, /malformed submission: \/ must be object/],
    ['an unknown property', 'a.json', { ...allowed, priority: secret }, /\/priority is not a known property/],
    [
      'a secret',
      'a.json',
      connection({ secretAccessKey: secret }),
      /\/connections\/redshift\/secretAccessKey is refused/,
    ],
    [
      'a wrong type',
      'a.json',
      connection({ useEc2RoleToAssumeRole: secret }),
      /useEc2RoleToAssumeRole must be boolean/,
    ],
    [
      'a value that breaks a pattern',
      'a.json',
      connection({ accessKeyId: secret }),
      /\/accessKeyId must match/,
    ],
    [
      'an unknown connection',
      'a.json',
      submission('x', { sources: [{ connection: secret }] }),
      /\/sources\/0\/connection/,
    ],
    ['another version', 'a.json', { ...allowed, schemaVersion: secret }, /\/schemaVersion expected "1"/],
    ['an unpaired surrogate', 'a.json', '{"schemaVersion":"\\ud800"}', /malformed submission/],
  ])('%s', async (_, name, content, trouble) => {
    const folder = await temporaryFolder();
    const bad = name === '' ? folder.at('missing.json') : await folder.write(name, content);
    const good = await folder.write('good.json', allowed);
    const { code, ids, stdout, stderr } = await check([bad, good]);
    expect(stderr).toMatch(trouble);
    expect(stderr).toContain(bad);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(ids).toEqual(['allowed']);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(secret);
  });

  it('in an array: the one that is malformed', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', [allowed, { schemaVersion: '1' }, blocked]);
    const { code, ids, stderr } = await check([path]);
    expect(ids).toEqual(['allowed', 'blocked']);
    expect(stderr.match(/malformed submission/g)).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('in an SQS event: the message that is not JSON', async () => {
    const folder = await temporaryFolder();
    const messages = [JSON.stringify(allowed), '{', JSON.stringify(blocked)];
    const path = await folder.write('a.json', {
      Records: messages.map((body) => ({ eventSource: 'aws:sqs', body })),
    });
    const { code, ids, stderr } = await check([path]);
    expect(ids).toEqual(['allowed', 'blocked']);
    expect(stderr).toBe(`sts-warden: ${path}: not JSON: the text ends too early\n`);
    expect(code).toBe(2);
  });

  it('on standard input', async () => {
    const { code, unread, stderr } = await check(['-'], { stdin: '' });
    expect({ code, unread }).toEqual({ code: 2, unread: ['-: not JSON: the text is empty'] });
    expect(stderr).toBe('sts-warden: -: not JSON: the text is empty\n');
  });
});

describe('exit code', () => {
  const medium = submission('medium', {
    connections: { lake: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/lake' } },
    targets: [{ connection: 'lake' }],
  });
  const warn = { rules: { 'kms-unload-uses-iam-role': { mode: 'warn' } } };

  it.each<[string, unknown, object, readonly string[], number, string]>([
    ['allowed', allowed, {}, [], 0, 'allow'],
    ['blocked', blocked, {}, [], 1, 'block'],
    ['blocked, whatever the level', blocked, {}, ['--fail-level', 'critical'], 1, 'block'],
    ['blocked, at level never', blocked, {}, ['--fail-level', 'never'], 0, 'block'],
    ['blocked by a finding of medium severity', medium, {}, ['--fail-level', 'high'], 1, 'block'],
    ['allowed with a finding', blocked, warn, [], 1, 'allow'],
    ['allowed with a finding below the level', blocked, warn, ['--fail-level', 'critical'], 0, 'allow'],
    ['allowed with a finding at the level', blocked, warn, ['--fail-level', 'high'], 1, 'allow'],
    ['undecided', allowed, {}, [], 0, 'allow'],
    ['undecided where that blocks', allowed, { whenUndecided: 'block' }, [], 1, 'block'],
  ])('%s', async (_, document, policy, words, expected, decision) => {
    const folder = await temporaryFolder();
    const path = await folder.write('policy.json', { schemaVersion: '1', ...policy });
    const { code, decisions } = await check([
      ...words,
      '--policy',
      path,
      await folder.write('a.json', document),
    ]);
    expect(decisions.map((one) => one.decision)).toEqual([decision]);
    expect(code).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['in force', '2026-11-01', 'exempted'],
    ['that ends today', '2026-10-01', 'violation'],
  ])('judges an exemption at wall time: %s', async (_, expires, status) => {
    const folder = await temporaryFolder();
    const exemption = {
      id: 'migration',
      rules: ['kms-unload-uses-iam-role'],
      subject: { task: 'orders-daily', connection: 'redshift' },
      owner: 'data-platform',
      reason: 'moves to a new bucket this month',
      created: '2026-09-01',
      expires,
    };
    const policy = await folder.write('policy.json', { schemaVersion: '1', exemptions: [exemption] });
    const { code, decisions } = await check(['--policy', policy, await folder.write('a.json', blocked)]);
    expect(decisions[0]?.violations.map((one) => one.status)).toEqual([status]);
    expect(code).toBe(status === 'exempted' ? 0 : 1);
    expect(decisions[0]?.decision).toBe(status === 'exempted' ? 'allow' : 'block');
  });

  it.each<[string, readonly string[]]>([
    ['no file', ['check']],
    ['an unknown format', ['check', '--format', 'yaml', 'x']],
    ['an option of audit', ['check', '--sessions', 'x']],
    ['a policy that does not exist', ['check', '--policy', '/nowhere', 'x']],
    ['an output that cannot be written', ['check', '--output', '/nowhere/result.json', 'events/policy.yaml']],
  ])('is 3 for %s', async (_, words) => {
    const { code, stdout, stderr } = await command(words);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).not.toBe('');
  });
});

describe('the result', () => {
  it('names time, policy and every rule’s outcome, and keeps its contract', async () => {
    const ajv = new Ajv2020();
    addFormats.default(ajv);
    const validate = ajv.addSchema(resultSchema).compile({ $ref: 'result.schema.json#/$defs/decision' });
    const folder = await temporaryFolder();
    const policy = await folder.write(
      'p.yaml',
      'schemaVersion: "1"\nrules: {renew-before-expiry: {mode: off}}\n',
    );
    const { decisions } = await check(['--policy', policy, await folder.write('a.json', [allowed, blocked])]);
    for (const decision of decisions) {
      validate(decision);
      expect(validate.errors).toBeNull();
      expect(decision.evaluatedAt).toBe(evaluatedAt);
      // All but the one that is off.
      expect(decision.results).toHaveLength(rules.length - 1);
      expect(decision.results.map(({ ruleId }) => ruleId)).not.toContain('renew-before-expiry');
    }
    expect(new Set(decisions.map(({ policyRevision }) => policyRevision)).size).toBe(1);
  });

  it('is one document in json, an array where there are several submissions', async () => {
    const folder = await temporaryFolder();
    const [a, b] = [await folder.write('a.json', allowed), await folder.write('b.json', [blocked])];
    const parsed = async (...paths: string[]) =>
      JSON.parse((await command(['check', '--format', 'json', ...paths])).stdout);
    expect(await parsed(a)).toMatchObject({ submissionId: 'allowed' });
    expect(await parsed(a, b)).toMatchObject([{ submissionId: 'allowed' }, { submissionId: 'blocked' }]);
  });

  it('goes to a file whole, troubles still to standard error', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('in/a.json', [allowed, {}]);
    await folder.write('out/.keep', '');
    const output = folder.at('out/result.jsonl');
    const { code, stdout, stderr } = await check(['--output', output, path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/malformed submission/);
    expect((await readFile(output, 'utf8')).split('\n')).toHaveLength(3);
    expect(await readdir(folder.at('out'))).toEqual(['.keep', 'result.jsonl']);
  });

  it('knows what the requester may do from --iam', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', allowed);
    const outcome = async (words: readonly string[]) =>
      (await check([...words, path])).decisions[0]?.results.find(
        ({ ruleId }) => ruleId === 'requester-has-no-access',
      )?.outcome;
    expect(await outcome([])).toBe('undecided');
    expect(await outcome(['--iam', 'events/authorization-details.json'])).toBe('pass');
  });

  it('says in the table what is decided, on what, and why, without control characters', async () => {
    const hostile = '\u001b[31mx\u202e\u0007\nALLOWED';
    const folder = await temporaryFolder();
    const one = submission('blocked', {
      ...rootless,
      task: { name: hostile },
      sources: [{ ...rootless.sources[0], name: hostile }],
    });
    const path = await folder.write('\u001b[32mb.json', [allowed, one]);
    const { stdout } = await command(['check', path], { terminal: true, environment: { NO_COLOR: '1' } });
    expect(stdout).toMatch(/^ALLOWED orders-daily \(/);
    expect(stdout).toMatch(/^BLOCKED �\[31mx���ALLOWED \(/m);
    expect(stdout).toContain('missing iam-policies');
    expect(stdout).toContain('kms-unload-uses-iam-role');
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
  });

  it.each<[string, boolean, readonly string[], boolean]>([
    ['coloured on a terminal', true, [], true],
    ['plain elsewhere', false, [], false],
    ['plain with --no-color', true, ['--no-color'], false],
  ])('%s', async (_, terminal, words, coloured) => {
    const folder = await temporaryFolder();
    const { stdout } = await command(['check', ...words, await folder.write('a.json', blocked)], {
      terminal,
    });
    expect(stdout.includes('\u001b')).toBe(coloured);
  });
});

/** Aliases of aliases, a thousand million items once resolved. */
function aliasBomb(): string {
  const levels = Array.from(
    { length: 10 },
    (_, level) =>
      `a${level}: &a${level} [${Array(10)
        .fill(level === 0 ? 'x' : `*a${level - 1}`)
        .join(', ')}]`,
  );
  return levels.join('\n');
}
