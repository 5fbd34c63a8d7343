import { describe, expect, it } from 'vitest';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import type { Decision, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { auditText } from '../../shared/report/audit-text.ts';
import { decisionText } from '../../shared/report/decision-text.ts';
import { type Paint, paintSeverity } from '../../shared/report/paint.ts';
import { violationPage } from '../../shared/report/violation-page.ts';
import { violationText } from '../../shared/report/violation-text.ts';
import { noRootCredentials } from '../../shared/rules/no-root-credentials.ts';

const plain: Paint = (_, text) => text;
/** Shows what is styled, and how. */
const marked: Paint = (style, text) => `<${[style].flat().join(' ')}>${text}</>`;

const auditOf = (report: ArchiveAuditReport, paint = plain) => [...auditText(report, { paint })].join('');

const violation: Violation = {
  schemaVersion: '1',
  id: 'v1-0123456789012345678901234567890123456789',
  ruleId: 'no-root-credentials',
  guideline: 'G6',
  severity: 'critical',
  status: 'violation',
  title: 'The root user’s credentials are used',
  message: 'the root user called GetSessionToken',
  remediation: 'Create an IAM user.',
  references: ['https://docs.aws.amazon.com/a-page'],
  subject: {
    kind: 'credential-request',
    eventId: 'e-1',
    eventTime: '2026-10-01T08:00:00Z',
    accountId: '123456789012',
  },
  evidence: { eventName: 'GetSessionToken', services: ['s3', 'sqs'], assumedRoot: true },
  observedAt: '2026-10-01T08:00:00Z',
};

describe('violationText', () => {
  it('says what, when, about what, and what to do', () => {
    expect(violationText(violation, plain).split('\n')).toEqual([
      'CRITICAL no-root-credentials (G6) 2026-10-01T08:00:00Z',
      '  the root user called GetSessionToken',
      '  event      e-1',
      '  account    123456789012',
      '  fix        Create an IAM user.',
      '  id         v1-0123456789012345678901234567890123456789',
    ]);
  });

  it.each<[string, Partial<Violation>, RegExp]>([
    ['an attempt', { status: 'attempt' }, /^CRITICAL no-root-credentials \(G6\) \[attempt\] /],
    [
      'an exempted finding',
      { status: 'exempted', exemption: { id: 'EX-1', expires: '2026-11-01' } },
      /\[exempted\] .*\n(.*\n)* {2}exempted {3}by EX-1 until 2026-11-01\n/,
    ],
    ['a rule beyond the guidelines', { guideline: 'beyond' }, /^CRITICAL no-root-credentials 2026/],
    ['another severity', { severity: 'medium' }, /^MEDIUM /],
    [
      'a pair of endpoints',
      { subject: { kind: 'submission', task: 'nightly', endpoints: ['Orders', 'Lake'] } },
      /\n {2}task {7}nightly, Orders → Lake\n {2}fix/,
    ],
    [
      'a requester, its role, and where',
      {
        subject: {
          kind: 'session',
          requester: 'user/a',
          accessKeyId: 'ASIA1',
          roleArn: 'role/b',
          sessionName: 'run',
          eventName: 'AssumeRole',
          region: 'eu-central-1',
        },
      },
      /\n {2}requester {2}user\/a, ASIA1\n {2}role {7}role\/b, session run\n {2}event {6}AssumeRole\n {2}account {4}eu-central-1\n/,
    ],
    [
      'a connection by its name, on the way to its database',
      {
        subject: { kind: 'submission', task: 'nightly', connection: '4yb3VkH6', hop: 'database' },
        evidence: { connectionName: 'Redshift stage' },
      },
      /\n {2}task {7}nightly, connection Redshift stage \(database\)\n {2}fix/,
    ],
    [
      'a connection without a role',
      { subject: { kind: 'submission', task: 'nightly', connection: 'redshift' } },
      /\n {2}task {7}nightly, connection redshift\n {2}fix/,
    ],
  ])('tells of %s', (_, delta, expected) => {
    expect(violationText({ ...violation, ...delta }, plain)).toMatch(expected);
  });

  it.each([
    ['critical', '<bold red>CRITICAL</>'],
    ['high', '<red>HIGH</>'],
    ['medium', '<yellow>MEDIUM</>'],
    ['low', '<cyan>LOW</>'],
  ] as const)('paints %s', (severity, expected) => {
    expect(paintSeverity(severity, marked)).toBe(expected);
    expect(violationText({ ...violation, severity }, marked)).toContain(expected);
  });
});

describe('auditText', () => {
  const counts = { pass: 1, violation: 2, notApplicable: 3, undecided: 4, fault: 5 };
  const coverage: ArchiveAuditReport['coverage'] = {
    filesRead: 2,
    filesSkipped: [],
    filesIgnored: 0,
    withoutRecords: [],
    recordsRead: 7,
    recordsMalformed: 0,
    malformed: [],
    duplicatesRemoved: 1,
    idCollisions: 0,
    undecided: [],
    credentialRequests: 5,
    recordsLeftOut: 0,
    isLimited: false,
    requesters: { count: 2, withoutKnownAccess: 1 },
    firstEventTime: '2026-10-01T08:00:00Z',
    lastEventTime: '2026-10-01T09:00:00Z',
    rules: { 'no-root-credentials': counts },
    exemptions: { used: ['EX-1'], expired: [], unused: [] },
  };
  const report = (
    delta: Partial<ArchiveAuditReport['coverage']> = {},
    more: Partial<ArchiveAuditReport> = {},
  ) => ({
    schemaVersion: '1' as const,
    policyRevision: 'sha256:0',
    findings: [],
    violations: [],
    coverage: { ...coverage, ...delta },
    ...more,
  });

  it('says what was covered and that nothing was found', () => {
    expect(auditOf(report())).toBe(
      [
        'Files:    2 read, 0 skipped',
        'Records:  7 read, 0 malformed, 1 duplicate removed, 2026-10-01T08:00:00Z to 2026-10-01T09:00:00Z',
        'Requests: 5 for temporary credentials',
        '',
        'Rule                 Violation  Pass  Undecided  Not applicable  Fault',
        'no-root-credentials          2     1          4               3      5',
        '',
        'policy sha256:0',
        '',
        'No findings in 7 records; 2 requesters, 1 without access known',
        '',
      ].join('\n'),
    );
  });

  it.each<[string, Parameters<typeof report>, string]>([
    ['files that are no archive', [{ filesIgnored: 3 }], 'Files:    2 read, 0 skipped, 3 ignored\n'],
    [
      'rules that something concerns, and no others',
      [
        {
          rules: {
            'no-root-credentials': { ...counts, pass: 0, violation: 0, undecided: 0, fault: 0 },
            'duration-covers-run': { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 },
          },
        },
      ],
      '\nno-root-credentials          0     0          0               3      0\n\npolicy',
    ],
    ['no records', [{ recordsRead: 0 }], 'Records:  0 read, 0 malformed, 1 duplicate removed\n'],
    [
      'what was left out',
      [{ recordsLeftOut: 4 }],
      'Requests: 5 for temporary credentials; 4 records left out by scope or filters\n',
    ],
    ['a single one that was left out', [{ recordsLeftOut: 1 }], 'temporary credentials; 1 record'],
    [
      'a caller that was observed',
      [{ observed: { callers: 1, isComplete: true } }],
      'credentials\nObserved: calls beyond the baseline by 1 user or role\n',
    ],
    [
      'more callers than were kept',
      [{ observed: { callers: 20_000, isComplete: false } }],
      'by 20000 users and roles; nothing is said of others, who are too many\n',
    ],
    [
      'files that were skipped',
      [{ filesSkipped: [{ path: 'a.json', reason: 'the file is empty' }] }],
      '\n\nFiles skipped:\n  a.json: the file is empty\n\n',
    ],
    [
      'malformed records, and how many more there are',
      [{ recordsMalformed: 3, malformed: [{ path: 'a.json', place: 'record 2', reason: 'no' }] }],
      '\n\nMalformed records:\n  a.json, record 2: no\n  and 2 more\n\n',
    ],
    [
      'exemptions that expired, and those that nothing used',
      [{ exemptions: { used: [], expired: ['EX-2'], unused: ['EX-3', 'EX-4'] } }],
      '\n\nExemptions expired:\n  EX-2\n\nExemptions unused:\n  EX-3\n  EX-4\n\n',
    ],
    [
      'what was undecided, a line whatever the number',
      [
        {
          undecided: [
            {
              ruleId: 'renew-before-expiry',
              missing: 'run',
              count: 71,
              requesterCount: 5,
              requesters: ['a', 'b', 'c', 'd', 'e'],
            },
          ],
        },
      ],
      '\n\nWhat is not known\n  whether a run was still going on when the credentials expired: missing run\n    undecided: renew-before-expiry (71), of a, b, c, 2 more\n    told by `--runs FILE`, which judges the runs themselves\n\npolicy',
    ],
    [
      'records with the id of another event',
      [{ idCollisions: 2 }],
      ', 1 duplicate removed, 2 records with the id of another event, 2026-',
    ],
    [
      'an interruption',
      [{ interrupted: true }],
      '\n\nInterrupted: the report covers what had been read until then.\n\n',
    ],
    [
      'findings',
      [{}, { violations: [violation, violation], findings: findingsOf([violation, violation]) }],
      '\n\nFindings: 1\n\nCRITICAL no-root-credentials (G6): 1 finding, 2 occurrences\n',
    ],
    ['no chains', [{}, { sessions: [] }], '\n\nSessions: 0 chains\n\n'],
    [
      'one chain, and one record that was left out',
      [
        { recordsLeftOut: 1 },
        { sessions: [{ requester: 'user/a', role: 'role/b', sessionName: '', sessions: [] }] },
      ],
      '; 1 record left out by scope or filters\n',
    ],
    [
      'chains of sessions',
      [
        {},
        {
          sessions: [
            {
              requester: 'user/a',
              role: 'role/b',
              sessionName: 'run',
              sessions: [
                {
                  issuedAt: '2026-10-01T08:00:00Z',
                  renewBy: '2026-10-01T08:55:00Z',
                  expiresAt: '2026-10-01T09:00:00Z',
                  accessKeyId: 'ASIA1',
                },
                { issuedAt: '2026-10-01T09:05:00Z', gapSeconds: 300 },
              ],
            },
            { requester: 'user/a', role: 'GetSessionToken', sessionName: '', sessions: [] },
          ],
        },
      ],
      [
        '\n\nSessions: 2 chains',
        '',
        'user/a → role/b as run',
        'Issued                Renew by              Expires               Gap s  Access key',
        '2026-10-01T08:00:00Z  2026-10-01T08:55:00Z  2026-10-01T09:00:00Z         ASIA1',
        '2026-10-01T09:05:00Z  unknown               unknown                 300',
        '',
        'user/a → GetSessionToken\n',
      ].join('\n'),
    ],
  ])('tells of %s', (_, parameters, expected) => {
    expect(auditOf(report(...parameters))).toContain(expected);
  });

  it('tells of no trouble where there is none', () => {
    expect(auditOf(report())).not.toMatch(
      /skipped:|Malformed|expired:|unused:|Interrupted|Sessions|ignored|not known|No scope|id of another|Observed:/,
    );
  });

  it('paints what is good and what is not', () => {
    expect(auditOf(report(), marked)).toContain(
      '<green>No findings in 7 records; 2 requesters, 1 without access known</>',
    );
    expect(auditOf(report({ interrupted: true }), marked)).toContain('<yellow>Interrupted');
  });
});

describe('decisionText', () => {
  const decision: Decision = {
    schemaVersion: '1',
    submissionId: 's-1',
    decision: 'allow',
    policyRevision: 'sha256:0',
    evaluatedAt: '2026-10-01T12:00:00.000Z',
    results: [
      { ruleId: 'no-root-credentials', outcome: 'pass', mode: 'enforce' },
      { ruleId: 'requester-has-no-access', outcome: 'undecided', mode: 'warn', missing: ['a', 'b'] },
      { ruleId: 'renew-before-expiry', outcome: 'not-applicable', mode: 'enforce', reason: 'advanced-mode' },
    ],
    violations: [],
  };

  it('says what is decided and why, rule by rule', () => {
    expect(decisionText(decision, 'nightly (a.json)', { paint: plain })).toBe(
      [
        'ALLOWED nightly (a.json)',
        '',
        'Rule                     Outcome         Mode     Why',
        'no-root-credentials      pass            enforce',
        'requester-has-no-access  undecided       warn     missing a, b',
        'renew-before-expiry      not-applicable  enforce  advanced-mode',
        '',
        '',
      ].join('\n'),
    );
  });

  it('has the findings of a blocked one', () => {
    const text = decisionText({ ...decision, decision: 'block', violations: [violation] }, 'nightly', {
      paint: plain,
    });
    expect(text).toMatch(/^BLOCKED nightly\n/);
    expect(text).toContain('\n\nCRITICAL no-root-credentials (G6)\n  the root user called GetSessionToken\n');
    const all = decisionText({ ...decision, violations: [violation] }, 'nightly', {
      paint: plain,
      occurrences: true,
    });
    expect(all).toContain(`\n\n${violationText(violation, plain)}\n\n`);
  });

  it('paints the answer', () => {
    expect(decisionText(decision, 'x', { paint: marked })).toMatch(/^<bold green>ALLOWED<\/> x\n/);
    expect(decisionText({ ...decision, decision: 'block' }, 'x', { paint: marked })).toMatch(
      /^<bold red>BLOCKED<\/> x\n/,
    );
  });
});

describe('violationPage', () => {
  const { meta } = noRootCredentials;

  it('names the finding, the values that decided, the fields read, the rule and the fix', () => {
    const page = violationPage({ ...violation, exemption: { id: 'EX-1', expires: '2026-11-01' } }, meta);
    expect(page.split('\n\n').slice(0, 8)).toEqual([
      '# v1-0123456789012345678901234567890123456789',
      'the root user called GetSessionToken',
      [
        '- rule: no-root-credentials',
        '- guideline: G6',
        '- severity: critical',
        '- status: violation',
        '- observed: 2026-10-01T08:00:00Z',
      ].join('\n'),
      'Exempted by `EX-1` until 2026-11-01.',
      '## What it is about',
      '- kind: credential-request\n- eventId: e-1\n- eventTime: 2026-10-01T08:00:00Z\n- accountId: 123456789012',
      '## Values that decided',
      '- eventName: GetSessionToken\n- services: s3, sqs\n- assumedRoot: true',
    ]);
    for (const text of [
      '- of the record: userIdentity.sessionContext.assumedRoot',
      '- of the policy: requesters',
      meta.description,
      'Create an IAM user.',
      'https://docs.aws.amazon.com/a-page',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('says nothing of an exemption where there is none', () => {
    expect(violationPage(violation, meta)).not.toContain('Exempted');
  });
});
