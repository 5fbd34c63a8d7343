import { describe, expect, it } from 'vitest';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import { patched } from '../../shared/examples/compliant.ts';
import {
  audit,
  expiredRecord,
  type Json,
  record,
  rootRecord,
  session,
} from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

/** Audits one file of records, under a policy where one is given. */
async function auditRecords(records: readonly Json[], words: readonly string[] = [], policy?: object) {
  const folder = await temporaryFolder();
  const options = policy === undefined ? [] : ['--policy', await folder.write('policy.json', policy)];
  return audit([...words, ...options, await folder.write('log.json', records)]);
}

const policyOf = (members: object) => ({ schemaVersion: '1', ...members });

describe('selection', () => {
  it.each<[string, readonly string[], number]>([
    ['nothing selects everything', [], 1],
    ['--from at the time itself', ['--from', '2026-10-01T08:00:00Z'], 1],
    ['--from a second later', ['--from', '2026-10-01T08:00:01Z'], 0],
    ['--to the time itself', ['--to', '2026-10-01T08:00:00Z'], 0],
    ['--to a second later', ['--to', '2026-10-01T08:00:01Z'], 1],
    ['both, as days', ['--from', '2026-10-01', '--to', '2026-10-02'], 1],
    ['--to the day itself', ['--to', '2026-10-01'], 0],
    ['--from in another zone', ['--from', '2026-10-01T10:00:00+02:00'], 1],
    ['--from in another zone, an hour later', ['--from', '2026-10-01T10:00:00+01:00'], 0],
    ['--from without a zone is UTC', ['--from', '2026-10-01T08:00:00'], 1],
    ['--role that matches', ['--role', 'arn:aws:iam::123456789012:role/redshift-*'], 1],
    ['--role by its name', ['--role', 'redshift-stage'], 1],
    ['--role by a glob of its name', ['--role', 'red*-st?ge'], 1],
    ['--role by a part of its name', ['--role', 'redshift'], 0],
    ['--role that does not', ['--role', 'arn:aws:iam::123456789012:role/lake'], 0],
    ['one --role of two', ['--role', 'nobody', '--role', '*redshift-stage'], 1],
    ['--account of the requester', ['--account', '123456789012'], 1],
    ['--account that the record was delivered to', ['--account', '111122223333'], 1],
    ['--account of nobody', ['--account', '999999999999'], 0],
    ['--account that matches and --role that does not', ['--account', '*', '--role', 'other'], 0],
  ])('%s', async (_, words, judged) => {
    const { code, report } = await auditRecords(
      [rootRecord('root-1', { recipientAccountId: '111122223333' })],
      words,
    );
    expect(report.violations).toHaveLength(judged);
    expect(report.coverage).toMatchObject({
      recordsRead: 1,
      credentialRequests: 1,
      recordsLeftOut: 1 - judged,
      firstEventTime: '2026-10-01T08:00:00Z',
      lastEventTime: '2026-10-01T08:00:00Z',
    });
    expect(code).toBe(judged === 1 ? 1 : 3);
  });

  it('of nothing at all is never as good as nothing found', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [rootRecord('x'), rootRecord('y')]);
    const { code, stdout, stderr } = await command(['audit', '--role', 'redshift-stag', path]);
    expect(code).toBe(3);
    expect(stdout).toContain('Nothing was judged');
    expect(stdout).not.toContain('No findings');
    expect(stderr).toBe('sts-warden: scope and filters leave out all of 2 records that a rule concerns\n');
  });

  it('of something, or from what no rule concerns, is nothing found', async () => {
    const folder = await temporaryFolder();
    const other = record('x', { eventName: 'GetCallerIdentity' });
    const lake = record('y', { requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/data/lake' } });
    for (const [records, said] of [
      [[other], 'Nothing was judged: no rule concerns the record that was read.'],
      [[record('z'), lake], 'No findings in 2 records; 1 requester, 1 without access known'],
    ] as const) {
      const { code, stdout } = await command([
        'audit',
        '--role',
        'lake',
        await folder.write('log.json', records),
      ]);
      expect(code).toBe(0);
      expect(stdout).toContain(`\n\n${said}\n`);
    }
  });

  it('of nothing, where files could not be read, ends with 2', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', rootRecord('x'));
    const { code } = await command(['audit', '--account', '999999999999', path, folder.at('nowhere.json')]);
    expect(code).toBe(2);
  });

  it.each([
    'yesterday',
    'now',
    '',
    ' 2026-10-01',
    '2026-10-1',
    '2026-10-01T8:00:00Z',
    '2026-10-01T08:00:00ZZ',
    '2026-13-01',
    '2026-02-30',
    '2026-10-01T24:00:01Z',
    '20261001',
    '1790841600',
    'Oct 1, 2026, 8:00:00 AM',
    '10/01/2026',
  ])('--from and --to refuse `%s`', async (text) => {
    for (const option of ['--from', '--to']) {
      const { code, stdout, stderr } = await command(['audit', option, text, '/nowhere']);
      expect(stderr, option).toMatch(/expected ISO 8601/);
      expect({ code, stdout }, option).toEqual({ code: 3, stdout: '' });
    }
  });

  it.each([
    ['2026-10-02', '2026-10-01'],
    ['2026-10-01', '2026-10-01T00:00:00Z'],
  ])('--from %s --to %s selects nothing, so that it is refused', async (from, to) => {
    const { code, stdout, stderr } = await command(['audit', '--from', from, '--to', to, '/nowhere']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('expected --from to be before --to');
  });

  it.each<[string, object, number]>([
    ['roles that match', { roles: ['*:role/redshift-*'] }, 1],
    ['roles that do not', { roles: ['*:role/lake-*'] }, 0],
    ['an empty list', { roles: [] }, 0],
    ['the requester', { requesters: ['arn:aws:iam::123456789012:root'] }, 1],
    ['another requester', { requesters: ['arn:aws:iam::123456789012:user/?'] }, 0],
    ['the account', { accounts: ['1234*'] }, 1],
    ['an account and roles that do not match', { accounts: ['*'], roles: ['x'] }, 0],
  ])('the policy’s scope: %s', async (_, scope, judged) => {
    const { report } = await auditRecords([rootRecord('root-1')], [], policyOf({ scope }));
    expect(report.violations).toHaveLength(judged);
    expect(report.coverage.recordsLeftOut).toBe(1 - judged);
    const counted = Object.values(report.coverage.rules['no-root-credentials'] ?? {});
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(judged);
  });

  it('records that no rule concerns are not counted as left out', async () => {
    const { report } = await auditRecords([record('x', { eventName: 'GetCallerIdentity' })], ['--role', 'x']);
    expect(report.coverage).toMatchObject({ recordsRead: 1, recordsLeftOut: 0, credentialRequests: 0 });
  });

  it('a rule that is off does not appear', async () => {
    const policy = policyOf({ rules: { 'no-root-credentials': { mode: 'off' } } });
    const { code, report } = await auditRecords([rootRecord('root-1')], [], policy);
    expect(report.violations).toEqual([]);
    expect(report.coverage.rules).not.toHaveProperty('no-root-credentials');
    expect(code).toBe(0);
  });
});

/** How often G4 answered what; what it never answered is left out. */
function renewalsIn({ coverage }: ArchiveAuditReport) {
  const counts = Object.entries(coverage.rules['renew-before-expiry'] ?? {});
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

describe('a session after all earlier ones had ended, which may be a late renewal or the next run,', () => {
  const first = session('first', '08:00:00', '09:00:00');
  const late = session('late', '09:05:00', '10:05:00');

  it.each<[string, readonly (readonly Json[])[]]>([
    ['in the same file', [[first, late]]],
    ['in the same file, the wrong way round', [[late, first]]],
    ['in a later file', [[first], [late]]],
    ['in an earlier file', [[late], [first]]],
    ['among copies of both', [[late, first], [first], [late]]],
  ])('is undecided %s, and shown with its gap', async (_, files) => {
    const folder = await temporaryFolder();
    for (const [index, records] of files.entries()) await folder.write(`${index}.json`, records);
    const { code, report } = await audit(['--sessions', folder.path]);
    expect(report.violations).toEqual([]);
    // One for each request with its long-term key, one for each session.
    expect(renewalsIn(report)).toEqual({ notApplicable: 2, pass: 1, undecided: 1 });
    expect(report.sessions).toMatchObject([
      { sessions: [{ eventId: 'first' }, { eventId: 'late', gapSeconds: 300 }] },
    ]);
    expect(report.sessions?.[0]?.sessions[0]).not.toHaveProperty('gapSeconds');
    expect(code).toBe(0);
  });

  it.each<[string, readonly string[], object]>([
    ['the predecessor before it', ['--from', '2026-10-01T09:00:00Z'], { notApplicable: 1, undecided: 1 }],
    ['only the predecessor in it', ['--to', '2026-10-01T09:00:00Z'], { notApplicable: 1, pass: 1 }],
    ['neither', ['--from', '2026-10-02'], {}],
  ])('is judged in a window with %s', async (_, words, counted) => {
    const { report } = await auditRecords([first, late], words);
    expect(renewalsIn(report)).toEqual(counted);
  });

  it.each<[string, Json[], number]>([
    ['a gap of two seconds', [first, session('b', '09:00:02', '10:00:00')], 0],
    ['a gap of three seconds', [first, session('b', '09:00:03', '10:00:00')], 1],
    ['a gap of lapseSeconds', [first, session('b', '09:15:00', '10:00:00')], 1],
    ['a second more, which is a new run', [first, session('b', '09:15:01', '10:00:00')], 0],
    ['an overlap', [first, session('b', '08:59:59', '10:00:00')], 0],
    [
      'a session that covers the gap',
      [first, session('c', '08:30:00', '09:30:00'), session('b', '09:05:00', '10:00:00')],
      0,
    ],
    [
      'a denied request between, which issues nothing',
      [
        first,
        session('d', '08:59:00', '10:00:00', { errorCode: 'AccessDenied', responseElements: null }),
        late,
      ],
      1,
    ],
    [
      'an AWS service’s own session',
      [first, session('late', '09:05:00', '10:00:00', { userIdentity: { type: 'AWSService' } })],
      0,
    ],
    [
      'another session name',
      [first, session('late', '09:05:00', '10:00:00', { requestParameters: { roleSessionName: 'other' } })],
      0,
    ],
    ['two late in the same second', [first, late, session('late-2', '09:05:00', '11:00:00')], 2],
  ])('and %s', async (_, records, undecided) => {
    const { code, report } = await auditRecords(records);
    expect(report.coverage.rules['renew-before-expiry']?.undecided).toBe(undecided);
    expect(report.violations).toEqual([]);
    expect(code).toBe(0);
  });

  it('goes by the policy’s lapseSeconds', async () => {
    const counts = async (lapseSeconds: number) =>
      renewalsIn((await auditRecords([first, late], [], policyOf({ parameters: { lapseSeconds } }))).report);
    expect(await counts(299)).toEqual({ notApplicable: 2, pass: 2 });
    expect(await counts(300)).toEqual({ notApplicable: 2, pass: 1, undecided: 1 });
  });
});

describe('a call refused with RequestExpired, which also means a stale signature or a wrong clock,', () => {
  const issued = record('issued', { eventTime: '2026-10-01T07:00:00Z' });
  const refusedAt = (time: string, delta: object = {}) =>
    expiredRecord('refused', {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DescribeInstances',
      errorCode: 'Client.RequestExpired',
      eventTime: `2026-10-01T${time}Z`,
      ...delta,
    });

  /** What G4 answered on the call itself: the request for its session counts as not applicable, the session as a pass. */
  function answersOn(report: ArchiveAuditReport, withSession: boolean) {
    const counts = { pass: 0, notApplicable: 0, undecided: 0, violation: 0, ...renewalsIn(report) };
    return withSession
      ? { ...counts, pass: counts.pass - 1, notApplicable: counts.notApplicable - 1 }
      : counts;
  }

  const none = { pass: 0, notApplicable: 0, undecided: 0, violation: 0 };

  it.each<[string, readonly Json[], object]>([
    ['a violation a second after its session had ended', [issued, refusedAt('09:00:01')], { violation: 1 }],
    ['a violation in the second of the end', [issued, refusedAt('09:00:00')], { violation: 1 }],
    ['a violation, whichever was read first', [refusedAt('10:00:00'), issued], { violation: 1 }],
    ['not applicable while its session was alive', [issued, refusedAt('08:59:59')], { notApplicable: 1 }],
    ['not applicable, whichever was read first', [refusedAt('08:00:00'), issued], { notApplicable: 1 }],
    ['undecided where nobody has seen its session', [refusedAt('09:00:01')], { undecided: 1 }],
    [
      'undecided where its session has no readable expiration',
      [
        patched(issued, { responseElements: { credentials: { expiration: 'later' } } }),
        refusedAt('09:00:01'),
      ],
      { undecided: 1 },
    ],
    [
      'undecided where only another key’s session was seen',
      [issued, refusedAt('09:00:01', { userIdentity: { accessKeyId: 'ASIAEXAMPLEEXAMPLE78' } })],
      { undecided: 1 },
    ],
  ])('is %s', async (_, records, expected) => {
    const { code, report } = await auditRecords(records);
    expect(answersOn(report, records.length > 1)).toEqual({ ...none, ...expected });
    expect(report.violations).toHaveLength('violation' in expected ? 1 : 0);
    expect(code).toBe(report.violations.length);
  });

  it('is a violation that names the session that had ended', async () => {
    const { report } = await auditRecords([issued, refusedAt('09:00:01')]);
    expect(report.violations).toMatchObject([
      {
        ruleId: 'renew-before-expiry',
        status: 'violation',
        subject: { kind: 'refused-call', eventId: 'refused', eventName: 'DescribeInstances' },
        evidence: {
          errorCode: 'Client.RequestExpired',
          issuedByEvent: 'issued',
          expiredAt: expect.stringContaining('2026-10-01T09:00:00'),
        },
      },
    ]);
  });

  it.each([
    ['08:59:59', 0],
    ['09:00:01', 1],
  ])('counts by the session that EC2 obtained for an instance: at %s', async (time, violations) => {
    const service = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com', arn: null };
    const { report } = await auditRecords([patched(issued, { userIdentity: service }), refusedAt(time)]);
    expect(renewalsIn(report)).toEqual({
      notApplicable: 2 - violations,
      ...(violations && { violation: 1 }),
    });
    expect(report.violations.map(({ evidence }) => evidence.issuedByEvent)).toEqual(
      Array(violations).fill('issued'),
    );
  });

  it('is an attempt where it asked for new credentials', async () => {
    const delta = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', errorCode: 'RequestExpired' };
    const { report } = await auditRecords([issued, refusedAt('09:00:01', delta)]);
    expect(report.violations).toMatchObject([
      { status: 'attempt', subject: { kind: 'credential-request', eventId: 'refused' } },
    ]);
  });

  it('concerns nobody where it was made with a long-term key', async () => {
    const { report } = await auditRecords([
      refusedAt('09:00:01', { userIdentity: { accessKeyId: 'AKIAEXAMPLEEXAMPLE77' } }),
    ]);
    expect(renewalsIn(report)).toEqual({});
  });
});

describe('a call with expired credentials', () => {
  const issued = record('issued', { eventTime: '2026-10-01T07:00:00Z' });
  const joined = {
    eventName: 'PutObject',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
    issuedByEvent: 'issued',
    issuedAt: expect.stringContaining('2026-10-01T07:00:00'),
    expiredAt: expect.stringContaining('2026-10-01T09:00:00'),
    sessionName: 'mapping-orders',
  };

  it.each<[string, readonly Json[], readonly string[]]>([
    ['after its session in the archive', [issued, expiredRecord('refused')], []],
    ['before its session in the archive', [expiredRecord('refused'), issued], []],
    [
      'in a window without its session',
      [issued, expiredRecord('refused')],
      ['--from', '2026-10-01T07:30:00Z'],
    ],
    [
      'with the code that Amazon EC2 writes',
      [issued, expiredRecord('refused', { errorCode: 'Client.ExpiredToken' })],
      [],
    ],
  ])('is joined to the session: %s', async (_, records, words) => {
    const folder = await temporaryFolder();
    for (const [index, item] of records.entries()) await folder.write(`${index}.json`, item);
    const { report } = await audit([...words, folder.path]);
    expect(report.violations).toHaveLength(1);
    expect(report.violations[0]?.evidence).toMatchObject(joined);
    expect(report.violations[0]).toMatchObject({ status: 'violation', subject: { kind: 'refused-call' } });
  });

  it('is found without its session, of which it then says nothing', async () => {
    const { report } = await auditRecords([expiredRecord('refused')]);
    expect(Object.keys(report.violations[0]?.evidence ?? {}).sort()).toEqual([
      'accessKeyId',
      'errorCode',
      'eventName',
    ]);
  });

  it('is a refused request where it was made to STS itself', async () => {
    const delta = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' };
    const { report } = await auditRecords([expiredRecord('refused', delta), issued]);
    expect(report.violations).toHaveLength(1);
    expect(report.violations[0]).toMatchObject({
      status: 'attempt',
      subject: { kind: 'credential-request' },
      evidence: { issuedByEvent: 'issued' },
    });
  });

  it.each<[string, object]>([
    ['a long-term key', { userIdentity: { accessKeyId: 'AKIAEXAMPLEEXAMPLE77' } }],
    ['no key', { userIdentity: { accessKeyId: null } }],
    ['another error', { errorCode: 'AccessDenied' }],
    ['no error', { errorCode: null }],
  ])('is none with %s', async (_, delta) => {
    const { report } = await auditRecords([expiredRecord('refused', delta)]);
    expect(report.violations).toEqual([]);
  });
});

describe('--sessions', () => {
  it('adds the timeline of every chain, in one order whatever that of the records', async () => {
    const keyed = (accessKeyId: string) => ({ responseElements: { credentials: { accessKeyId } } });
    const records = [
      session('b', '09:05:00', '10:05:00'),
      session('a', '08:00:00', '09:00:00', keyed('ASIAEXAMPLEEXAMPLE01')),
      session('other', '08:30:00', '09:30:00', { requestParameters: { roleSessionName: 'nightly' } }),
      session('unknown', '10:00:00', '11:00:00', {
        requestParameters: { roleSessionName: 'nightly' },
        responseElements: { credentials: { expiration: 'later' } },
      }),
    ];
    const chain = {
      requester: 'arn:aws:iam::123456789012:user/mapping-requester',
      role: 'arn:aws:iam::123456789012:role/redshift-stage',
    };
    const expected = [
      {
        ...chain,
        sessionName: 'mapping-orders',
        sessions: [
          {
            eventId: 'a',
            accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
            issuedAt: '2026-10-01T08:00:00Z',
            expiresAt: '2026-10-01T09:00:00Z',
            renewBy: '2026-10-01T08:55:00Z',
          },
          {
            eventId: 'b',
            issuedAt: '2026-10-01T09:05:00Z',
            expiresAt: '2026-10-01T10:05:00Z',
            renewBy: '2026-10-01T10:00:00Z',
            gapSeconds: 300,
          },
        ],
      },
      {
        ...chain,
        sessionName: 'nightly',
        sessions: [
          {
            eventId: 'other',
            issuedAt: '2026-10-01T08:30:00Z',
            expiresAt: '2026-10-01T09:30:00Z',
            renewBy: '2026-10-01T09:25:00Z',
          },
          { eventId: 'unknown', issuedAt: '2026-10-01T10:00:00Z', gapSeconds: 1800 },
        ],
      },
    ];
    for (const order of [records, records.toReversed()]) {
      expect((await auditRecords(order, ['--sessions'])).report.sessions).toEqual(expected);
    }
  });

  it.each([
    ['its lead before its end', 600, '2026-10-01T08:50:00Z'],
    ['at once, where it lives no longer than the lead', 7200, '2026-10-01T08:00:00Z'],
  ])('says that a session is to be renewed %s', async (_, renewalLeadSeconds, renewBy) => {
    const policy = policyOf({ parameters: { renewalLeadSeconds } });
    const { report } = await auditRecords([session('a', '08:00:00', '09:00:00')], ['--sessions'], policy);
    expect(report.sessions).toMatchObject([{ sessions: [{ eventId: 'a', renewBy }] }]);
  });

  it('has the sessions of the window only, with their gaps from those before it', async () => {
    const records = [session('a', '08:00:00', '09:00:00'), session('b', '09:05:00', '10:05:00')];
    const { report } = await auditRecords(records, ['--sessions', '--from', '2026-10-01T09:00:00Z']);
    expect(report.sessions?.map(({ sessions }) => sessions)).toEqual([
      [expect.objectContaining({ eventId: 'b', gapSeconds: 300 })],
    ]);
  });

  it('is left out of the report where nobody asked', async () => {
    const { report } = await auditRecords([session('a', '08:00:00', '09:00:00')]);
    expect(report).not.toHaveProperty('sessions');
  });
});

describe('exemptions', () => {
  const exemption = (id: string, members: object = {}) => ({
    id,
    rules: ['no-root-credentials'],
    subject: { accountId: '123456789012' },
    owner: 'data-platform',
    reason: 'break-glass run, reviewed by security',
    created: '2026-09-01',
    expires: '2026-11-01',
    ...members,
  });

  it.each<[string, object, string, readonly string[]]>([
    ['in force', {}, 'exempted', ['used']],
    ['on its first day', { created: '2026-10-01' }, 'exempted', ['used']],
    ['on the day before its first', { created: '2026-10-02' }, 'violation', ['unused']],
    ['on its last day', { expires: '2026-10-02' }, 'exempted', ['used']],
    ['on the day on which it no longer holds', { expires: '2026-10-01' }, 'violation', ['expired']],
    ['for another rule', { rules: ['renew-before-expiry'] }, 'violation', ['unused']],
    ['for another subject', { subject: { accountId: '12345678901' } }, 'violation', ['unused']],
    [
      'for a subject of which one member differs',
      { subject: { accountId: '123456789012', requester: 'somebody' } },
      'violation',
      ['unused'],
    ],
  ])('%s, judged at the event’s time', async (_, members, status, coverage) => {
    const policy = policyOf({ exemptions: [exemption('break-glass', members)] });
    const { code, report } = await auditRecords([rootRecord('root-1')], [], policy);
    expect(report.violations.map((violation) => violation.status)).toEqual([status]);
    expect(report.violations[0]?.exemption !== undefined).toBe(status === 'exempted');
    const none = { used: [], expired: [], unused: [] };
    expect(report.coverage.exemptions).toEqual({ ...none, [coverage[0] ?? '']: ['break-glass'] });
    expect(code).toBe(status === 'exempted' ? 0 : 1);
  });

  it('are each named once: used, expired, unused', async () => {
    const policy = policyOf({
      exemptions: [
        exemption('used'),
        exemption('expired', { created: '2026-01-01', expires: '2026-02-01' }),
        exemption('unused', { subject: { task: 'nightly' } }),
      ],
    });
    const { report } = await auditRecords([rootRecord('root-1'), rootRecord('root-2')], [], policy);
    expect(report.coverage.exemptions).toEqual({ used: ['used'], expired: ['expired'], unused: ['unused'] });
    expect(report.violations.map(({ exemption: by }) => by)).toEqual(
      Array(2).fill({ id: 'used', expires: '2026-11-01' }),
    );
  });

  it('in force for an earlier event and expired for a later one is used', async () => {
    const policy = policyOf({ exemptions: [exemption('break-glass', { expires: '2026-10-02' })] });
    const records = [rootRecord('root-1'), rootRecord('root-2', { eventTime: '2026-10-02T00:00:00Z' })];
    const { code, report } = await auditRecords(records, [], policy);
    expect(report.violations.map(({ status }) => status)).toEqual(['exempted', 'violation']);
    expect(report.coverage.exemptions).toEqual({ used: ['break-glass'], expired: [], unused: [] });
    expect(code).toBe(1);
  });
});

describe('exit code', () => {
  it.each([
    ['critical', ['critical', 'high', 'medium', 'low']],
    ['high', ['high', 'medium', 'low']],
    ['medium', ['medium', 'low']],
    ['low', ['low']],
  ])('a finding of severity %s is 1 at the levels %s only', async (severity, reached) => {
    const policy = policyOf({ rules: { 'no-root-credentials': { severity } } });
    const codes: Record<string, number> = {};
    for (const level of ['critical', 'high', 'medium', 'low', 'never']) {
      codes[level] = (await auditRecords([rootRecord('r')], ['--fail-level', level], policy)).code;
    }
    const failing = Object.entries(codes).filter(([, code]) => code === 1);
    expect(failing.map(([level]) => level)).toEqual(reached);
    expect(Object.values(codes).every((code) => code <= 1)).toBe(true);
  });

  it('counts a finding of a rule in mode warn by its severity', async () => {
    const policy = policyOf({ rules: { 'no-root-credentials': { mode: 'warn' } } });
    expect((await auditRecords([rootRecord('r')], [], policy)).code).toBe(1);
    expect((await auditRecords([rootRecord('r')], ['--fail-level', 'never'], policy)).code).toBe(0);
  });

  it('counts an attempt', async () => {
    const refused = rootRecord('r', { errorCode: 'AccessDenied', responseElements: null });
    const { code, report } = await auditRecords([refused]);
    expect(report.violations.map(({ status }) => status)).toEqual(['attempt']);
    expect(code).toBe(1);
  });

  it('does not count what is undecided', async () => {
    const { code, report } = await auditRecords([record('x')]);
    expect(report.coverage.rules['requester-has-no-access']?.undecided).toBe(1);
    expect(code).toBe(0);
  });

  it.each<[string, readonly string[]]>([
    ['no path', ['audit']],
    ['an unknown option', ['audit', '--nonsense', 'x']],
    ['an unknown format', ['audit', '--format', 'xml', 'x']],
    ['an unknown fail level', ['audit', '--fail-level', 'severe', 'x']],
    ['an option without its value', ['audit', '--output']],
    ['no bytes', ['audit', '--max-file-size', '0', 'x']],
    ['bytes below zero', ['audit', '--max-file-size', '-1', 'x']],
    ['bytes with a fraction', ['audit', '--max-file-size', '1.5', 'x']],
    ['bytes as a word', ['audit', '--max-file-size', '1e3', 'x']],
    ['a policy that does not exist', ['audit', '--policy', '/nowhere.yaml', 'x']],
    ['a policy that is a folder', ['audit', '--policy', '/', 'x']],
  ])('is 3 for %s, with a message and no result', async (_, words) => {
    const { code, stdout, stderr } = await command(words);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  it('is 3 for a broken policy, every fault named and nothing audited', async () => {
    const folder = await temporaryFolder();
    const policy = await folder.write('policy.yaml', 'schemaVersion: "2"\nrules:\n  no-such-rule: {}\n');
    const { code, stdout, stderr } = await command(['audit', '--policy', policy, folder.path]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/broken policy, 2 faults:\n.*\/schemaVersion.*\n.*\/rules\/no-such-rule/);
  });

  it.each<[string, unknown]>([
    ['JSON of another kind', { principals: 'all' }],
    ['no JSON', '{"principals": SECRET-THAT-MUST-NEVER-LEAVE'],
    ['empty', ''],
  ])('is 2 for authorization details that are %s', async (_, content) => {
    const folder = await temporaryFolder();
    const iam = await folder.write('iam.json', content);
    const { code, stdout, stderr } = await command(['audit', '--iam', iam, folder.path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(iam);
    expect(stderr).not.toMatch(/MUST-NEVER-LEAVE/);
  });

  it('is 2 before 1: a finding does not hide what could not be read', async () => {
    expect((await auditRecords([rootRecord('r'), { ...record('x'), eventName: 7 }])).code).toBe(2);
  });
});
