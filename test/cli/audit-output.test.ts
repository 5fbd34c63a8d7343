import { chmod, lstat, open, readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import resultSchema from '../../shared/contracts/result.schema.json' with { type: 'json' };
import {
  audit,
  eventIdsOf,
  expiredRecord,
  type Json,
  record,
  rootRecord,
  session,
} from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const esc = '\u001b';
const anyControl = /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;
const formats = ['table', 'json', 'jsonl'] as const;
const rich = [
  rootRecord('root-1'),
  expiredRecord('refused'),
  session('a', '08:00:00', '09:00:00'),
  session('b', '09:05:00', '10:05:00'),
  null as unknown as Json,
];

describe('the JSON report', () => {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.addSchema(resultSchema).compile({ $ref: 'result.schema.json#/$defs/auditReport' });

  it.each<[string, readonly string[], readonly Json[]]>([
    ['an empty archive', [], []],
    ['findings of every kind, sessions and malformed records', ['--sessions'], rich],
    ['a file that was skipped', ['/nowhere'], rich],
    ['exemptions', ['--policy', 'events/policy.yaml'], rich],
  ])('keeps its contract: %s', async (_, words, records) => {
    const folder = await temporaryFolder();
    const { report } = await audit([...words, await folder.write('log.json', records)]);
    validate(report);
    expect(validate.errors).toBeNull();
  });

  it('is judged by a contract that refuses others', () => {
    expect(validate({ schemaVersion: '1', policyRevision: '', coverage: {}, violations: [] })).toBe(false);
  });

  it('has the findings by time, then by id', async () => {
    const folder = await temporaryFolder();
    const times = [
      '2026-10-01T09:00:00Z',
      '2026-10-01T08:00:00Z',
      '2026-10-01T10:00:00Z',
      '2026-10-01T08:00:00Z',
    ];
    const records = times.map((eventTime, index) => rootRecord(`root-${index}`, { eventTime }));
    const { report } = await audit([await folder.write('log.json', records)]);
    const keys = report.violations.map(({ observedAt, id }) => `${observedAt} ${id}`);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(eventIdsOf(report)).size).toBe(4);
    expect(report.coverage).toMatchObject({ firstEventTime: times[1], lastEventTime: times[2] });
  });

  it('is the same whatever the order of files and records', async () => {
    const folder = await temporaryFolder();
    await folder.write('one/a.json', rich);
    await folder.write('two/a.json', rich.slice(3).toReversed());
    await folder.write('two/b.json', rich.slice(0, 3).toReversed());
    const [one, two] = [
      await audit(['--sessions', folder.at('one')]),
      await audit(['--sessions', folder.at('two')]),
    ];
    expect(two.report.violations).toEqual(one.report.violations);
    expect(two.report.sessions).toEqual(one.report.sessions);
    expect(two.report.coverage.rules).toEqual(one.report.coverage.rules);
  });
});

describe('formats', () => {
  it('jsonl has one violation a line, then one finding, then one chain, then the coverage, and says what json says', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', rich);
    const { stdout } = await command(['audit', '--format', 'jsonl', '--sessions', path]);
    const { report } = await audit(['--sessions', path]);
    const { violations, findings, sessions = [], ...rest } = report;
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      ...violations,
      ...findings.map((finding) => ({ finding })),
      ...sessions.map((session) => ({ session })),
      rest,
    ]);
    expect(violations.length).toBeGreaterThan(0);
    expect(findings.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(violations.length);
    expect(sessions.length).toBeGreaterThan(0);
  });

  it('table is the default and names what matters', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', rich);
    const { code, stdout, stderr } = await command(['audit', '--sessions', path, '/nowhere']);
    for (const text of [
      '2 findings, 1 critical, in 5 records',
      'no-root-credentials',
      'CRITICAL',
      'record 5',
      '/nowhere: no such file',
    ]) {
      expect(stdout).toContain(text);
    }
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: [
        'sts-warden: /nowhere: no such file or folder\n',
        `sts-warden: ${path}, record 5: expected a record object, got null\n`,
      ].join(''),
    });
  });

  it('hides from nobody what could not be read, unless its own table is before their eyes', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [...Array<number>(150).fill(1), record('x')]);
    const missing = Array.from({ length: 22 }, (_, index) => `/nowhere/${10 + index}`);
    const told = async (words: readonly string[], terminal: boolean) =>
      (await command(['audit', '--quiet', ...words, path, ...missing], { terminal })).stderr.split('\n');
    const lines = await told(['--format', 'json'], true);
    expect(lines.slice(0, 2)).toEqual([
      'sts-warden: /nowhere/10: no such file or folder',
      'sts-warden: /nowhere/11: no such file or folder',
    ]);
    expect(lines.slice(19, 22)).toEqual([
      'sts-warden: /nowhere/29: no such file or folder',
      'sts-warden: and 2 more skipped files',
      `sts-warden: ${path}, record 1: expected a record object, got a number`,
    ]);
    expect(lines.slice(40)).toEqual([
      `sts-warden: ${path}, record 20: expected a record object, got a number`,
      'sts-warden: and 130 more malformed records',
      '',
    ]);
    expect(await told([], false)).toEqual(lines);
    expect(await told(['--output', folder.at('report')], true)).toEqual(lines);
    expect(await told([], true)).toEqual(['']);
  });

  it.each(formats)('%s goes to a file, and nothing to standard output', async (format) => {
    const folder = await temporaryFolder();
    const path = await folder.write('in/log.json', rich);
    const output = await folder.write('out/report', 'an older report, much longer than nothing'.repeat(1000));
    const words = ['audit', '--format', format, path];
    const { stdout: expected } = await command(words);
    const { code, stdout } = await command([...words, '--output', output], { terminal: true });
    expect(await readFile(output, 'utf8')).toBe(expected);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await readdir(folder.at('out'))).toEqual(['report']);
  });

  it('never shows a reader half a result: an older file is replaced, not written over', async () => {
    const folder = await temporaryFolder();
    const output = await folder.write('report.json', 'older');
    const older = await open(output);
    await command(['audit', '--output', output, await folder.write('log.json', rich)]);
    expect(await older.readFile('utf8')).toBe('older');
    await older.close();
    expect(await readFile(output, 'utf8')).toMatch(/^Files: /);
  });

  it.each<[string, string]>([
    ['in a folder that does not exist', 'missing/report.json'],
    ['that is a folder', 'folder'],
    ['below a file', 'log.json/report.json'],
  ])('--output %s is wrong usage and leaves nothing behind', async (_, name) => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', rich);
    await folder.write('folder/inner', '');
    const before = await readdir(folder.path, { recursive: true });
    const { code, stdout, stderr } = await command(['audit', '--output', folder.at(name), path]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`cannot write --output \`${folder.at(name)}\``);
    expect(await readdir(folder.path, { recursive: true })).toEqual(before);
  });

  it('a result that cannot be made leaves an older one as it is', async () => {
    const folder = await temporaryFolder();
    const policy = await folder.write('policy.json', { schemaVersion: '2' });
    const output = await folder.write('report.json', 'older');
    expect((await command(['audit', '--policy', policy, '--output', output, folder.path])).code).toBe(3);
    expect(await readFile(output, 'utf8')).toBe('older');
  });

  it('- is standard output', async () => {
    const folder = await temporaryFolder();
    const words = ['audit', await folder.write('log.json', rich)];
    const { stdout } = await command([...words, '--output', '-']);
    expect(stdout).toBe((await command(words)).stdout);
    expect(stdout).toMatch(/^Files: /);
  });

  it('keeps the link that leads to the file, and who may read it', async () => {
    const folder = await temporaryFolder();
    const output = await folder.write('report.json', 'older');
    await chmod(output, 0o640);
    const link = await folder.link('latest.json', output);
    await command(['audit', '--output', link, await folder.write('log.json', rich)]);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await lstat(output)).mode & 0o777).toBe(0o640);
    expect(await readFile(output, 'utf8')).toMatch(/^Files: /);
  });

  describe('never overwrites what the result is made from:', () => {
    it.each<[string, (folder: string) => readonly string[]]>([
      ['an input', (at) => [`${at}/trail/log.json`, '--output', `${at}/trail/log.json`]],
      ['an input by another name', (at) => [`${at}/trail/log.json`, '--output', `${at}/trail/../link.json`]],
      ['a file in a folder of inputs', (at) => [`${at}/trail`, '--output', `${at}/trail/log.json`]],
      [
        'the policy',
        (at) => [`${at}/trail`, '--policy', `${at}/policy.json`, '--output', `${at}/policy.json`],
      ],
      ['an account', (at) => [`${at}/trail`, '--iam', `${at}/iam.json`, '--output', `${at}/iam.json`]],
    ])('%s', async (_, words) => {
      const folder = await temporaryFolder();
      const log = await folder.write('trail/log.json', record('x'));
      await folder.link('link.json', log);
      await folder.write('policy.json', { schemaVersion: '1' });
      await folder.write('iam.json', {});
      const before = await readFile(log, 'utf8');
      const { code, stdout, stderr } = await command(['audit', ...words(folder.path)]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/--output `.*` would overwrite the input `/);
      expect(await readFile(log, 'utf8')).toBe(before);
      expect(await readdir(folder.at('trail'))).toEqual(['log.json']);
    });
  });

  it.each(['json', 'jsonl'])(
    'a %s report in the folder that it is about is replaced, and no record',
    async (format) => {
      const folder = await temporaryFolder();
      await folder.write('log.json', rootRecord('x'));
      const output = folder.at(`report.${format}`);
      const words = ['audit', '--sessions', folder.path];
      const once = await command([...words, '--format', format, '--output', output]);
      const again = await command([...words, '--format', format, '--output', output]);
      expect([once.code, again.code]).toEqual([1, 1]);
      const { report } = await audit([folder.path]);
      expect(report.coverage).toMatchObject({ filesRead: 1, filesIgnored: 1, filesSkipped: [] });
    },
  );

  it('a report that is named, or alone in a folder, is no archive', async () => {
    const folder = await temporaryFolder();
    const log = await folder.write('log.json', rootRecord('x'));
    const output = folder.at('out/report.json');
    await folder.write('out/readme', '');
    await command(['audit', log, '--format', 'json', '--output', output]);
    for (const path of [output, folder.at('out')]) {
      const { code, report } = await audit([path]);
      expect(code).toBe(2);
      expect(report.coverage.filesSkipped).toEqual([
        {
          path: path === output ? output : folder.at('out'),
          reason: expect.stringMatching(/^holds no CloudTrail records/),
        },
      ]);
    }
  });

  it('lines of which one is no report are looked at', async () => {
    const folder = await temporaryFolder();
    const finding = {
      schemaVersion: '1',
      id: 'v1',
      ruleId: 'x',
      guideline: 'G1',
      severity: 'low',
      subject: {},
    };
    const lines = [finding, rootRecord('x')].map((one) => `${JSON.stringify(one)}\n`).join('');
    const { report } = await audit([await folder.write('log.jsonl', lines)]);
    expect(report.coverage).toMatchObject({ recordsRead: 1, recordsMalformed: 0 });
    expect(report.coverage.withoutRecords).toMatchObject([{ count: 1, place: 'line 1' }]);
    expect(report.violations).toHaveLength(1);
  });

  it('writes to a device as it is, without putting a file in its place', async () => {
    const folder = await temporaryFolder();
    const device = await folder.link('null', '/dev/null');
    const { code } = await command([
      'audit',
      '--output',
      device,
      await folder.write('log.json', record('x')),
    ]);
    expect(code).toBe(0);
    expect(
      (await readdir(folder.path, { withFileTypes: true })).map((one) => [one.name, one.isFile()]),
    ).toEqual([
      ['log.json', true],
      ['null', false],
    ]);
  });
});

describe('a terminal', () => {
  it.each<[string, boolean, NodeJS.ProcessEnv, readonly string[], boolean]>([
    ['colours on a terminal', true, {}, [], true],
    ['none elsewhere', false, {}, [], false],
    ['none with NO_COLOR', true, { NO_COLOR: '1' }, [], false],
    ['NO_COLOR says nothing where it is empty', true, { NO_COLOR: '' }, [], true],
    ['none on a dumb one', true, { TERM: 'dumb' }, [], false],
    ['none with --no-color', true, {}, ['--no-color'], false],
    ['none in json', true, {}, ['--format', 'json'], false],
    ['none in jsonl', true, {}, ['--format', 'jsonl'], false],
  ])('%s', async (_, terminal, environment, words, coloured) => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', rich);
    const { stdout } = await command(['audit', ...words, path], { terminal, environment });
    expect(stdout.includes(esc)).toBe(coloured);
  });

  it('is not moved by what records and names hold', async () => {
    const hostile = `x${esc}[2J${esc}]0;owned\u0007\u009b31m\r\n\u202eevil\u2066\0`;
    const folder = await temporaryFolder();
    const identity = { type: 'IAMUser', arn: hostile, principalId: hostile, accountId: hostile };
    await folder.write('a.json', [
      rootRecord(hostile, {
        awsRegion: hostile,
        sourceIPAddress: hostile,
        requestParameters: { roleSessionName: hostile, roleArn: hostile },
      }),
      expiredRecord('e', {
        eventName: hostile,
        eventSource: hostile,
        userIdentity: { accessKeyId: `ASIA${hostile}` },
      }),
      record('f', { eventName: 'AssumeRoleWithSAML', userIdentity: { ...identity, type: hostile } }),
      session('g', '09:05:00', '10:05:00', { requestParameters: { roleSessionName: hostile } }),
    ]);
    await folder.write(`${esc}[31mred\u202e.json`, '{"no": "archive"}');
    await folder.write(`z${esc}[31mred.json`, [1]);
    const { stdout, stderr } = await command(['audit', '--sessions', folder.path]);
    expect(stdout).toContain('owned');
    expect(stderr).toContain('red');
    expect(stdout).toContain('Findings: 3');
    expect(stdout + stderr).not.toMatch(anyControl);
  });
});

describe('Ctrl-C', () => {
  /** Standard input that interrupts the command as soon as it is read. */
  function interrupting(content: string | undefined) {
    let interrupt = () => {};
    const stdin = new Readable({
      read() {
        interrupt();
        if (content !== undefined) this.push(content);
        if (content !== undefined) this.push(null);
      },
    });
    return {
      stdin,
      onInterrupt: (callback: () => void) => {
        interrupt = callback;
      },
    };
  }

  it('ends with 130 and a report on what had been read', async () => {
    const folder = await temporaryFolder();
    const paths = [
      await folder.write('a.json', rootRecord('a')),
      '-',
      await folder.write('b.json', rootRecord('b')),
    ];
    const { code, report } = await audit(paths, interrupting(undefined));
    expect(code).toBe(130);
    expect(eventIdsOf(report)).toEqual(['a']);
    expect(report.coverage).toMatchObject({ interrupted: true, filesRead: 1 });
    expect(report.coverage.filesSkipped).toEqual([{ path: '-', reason: 'ended too early' }]);
  });

  it('is said in the table', async () => {
    const folder = await temporaryFolder();
    const words = ['audit', '-', await folder.write('b.json', rootRecord('b'))];
    const { code, stdout } = await command(words, interrupting(undefined));
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted');
    expect(stdout).toMatch(/\n\nNothing was judged: no record was read\.\n$/);
  });

  it('leaves no mark on a report that it came too late for', async () => {
    const folder = await temporaryFolder();
    let interrupt = () => {};
    const { code, report, listening } = await audit([await folder.write('a.json', record('a'))], {
      onInterrupt: (callback) => {
        interrupt = callback;
      },
    });
    interrupt();
    expect({ code, listening }).toEqual({ code: 0, listening: 0 });
    expect(report.coverage).not.toHaveProperty('interrupted');
  });
});

describe('secrets', () => {
  const secret = 'SECRET-THAT-MUST-NEVER-LEAVE';
  const issued = {
    credentials: { sessionToken: secret, secretAccessKey: secret, accessKeyId: 'ASIAEXAMPLEEXAMPLE77' },
  };
  const asked = {
    tokenCode: secret,
    serialNumber: secret,
    webIdentityToken: secret,
    sAMLAssertion: secret,
    policy: secret,
    externalId: secret,
  };
  const everywhere = {
    responseElements: issued,
    requestParameters: asked,
    additionalEventData: { token: secret },
  };

  it.each<[string, string]>([
    ['a finding', JSON.stringify(rootRecord('r', everywhere))],
    [
      'a refused request',
      JSON.stringify(rootRecord('r', { ...everywhere, errorMessage: secret, errorCode: 'X' })),
    ],
    ['a call with expired credentials', JSON.stringify(expiredRecord('e', everywhere))],
    [
      'a session after the one before it had ended',
      JSON.stringify([
        session('a', '08:00:00', '09:00:00'),
        session('b', '09:05:00', '10:00:00', everywhere),
      ]),
    ],
    ['a record without an id', JSON.stringify({ ...rootRecord('r', everywhere), eventID: undefined })],
    [
      'a session token where it does not belong',
      JSON.stringify(rootRecord('r', { sessionToken: secret, userIdentity: { sessionToken: secret } })),
    ],
    ['a malformed record', JSON.stringify({ ...rootRecord('r', everywhere), eventTime: secret })],
    ['a record with a secret for a type', JSON.stringify({ ...record('r'), userIdentity: secret })],
    [
      'an event in a message that is no JSON',
      JSON.stringify({ eventSource: 'aws:sqs', body: `{"sessionToken":"${secret}` }),
    ],
    [
      'a LookupEvents item that is no JSON',
      JSON.stringify({ Events: [{ CloudTrailEvent: `{"a": ${secret}}` }] }),
    ],
    ['JSON of another kind', JSON.stringify(everywhere)],
    ['a text', JSON.stringify(secret)],
    ['no JSON', `{"sessionToken": ${secret}}`],
    ['no JSON, short', `${secret}`],
    ['JSON with a fault behind it', `{"sessionToken": "${secret}"} x`],
    ['a line that is no JSON', `${JSON.stringify(record('r'))}\n{"sessionToken": ${secret}\n`],
    ['a truncated file', JSON.stringify(rootRecord('r', everywhere)).slice(0, -40)],
  ])('%s: none in any format', async (_, content) => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', content);
    for (const format of formats) {
      const { stdout, stderr } = await command(['audit', '--sessions', '--format', format, path]);
      expect(stdout).not.toBe('');
      expect(stdout + stderr).not.toMatch(/MUST-NEVER|SECRET-THAT/);
    }
  });

  it('a file cut off anywhere: none', async () => {
    const folder = await temporaryFolder();
    const text = `${JSON.stringify(rootRecord('r', everywhere))}\n`.repeat(2);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: text.length }), fc.boolean(), async (length, asLines) => {
        const path = await folder.write(asLines ? 'cut.jsonl' : 'cut.json', text.slice(0, length));
        const { stdout, stderr } = await command(['audit', '--format', 'json', path]);
        expect(stdout + stderr).not.toMatch(/MUST-NEVER|SECRET-THAT/);
      }),
    );
  });
});
