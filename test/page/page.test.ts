import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RegionCoverage } from '../../shared/coverage/region-coverage.ts';
import { pageOf } from '../../shared/page/page.ts';
import type { Result, Results } from '../../shared/report/result.ts';
import { violationOf } from '../support/findings/violations.ts';
import { auditOf, checkOf, results, submissionViolation } from '../support/formats/results.ts';
import { largeAudit } from '../support/page/large-audit.ts';

const version = '1.2.3';

function page(...shown: readonly Result[]): string {
  return [...pageOf(shown, { version })].join('');
}

/** The titles of the sections that a page has. */
function titles(text: string): string[] {
  return [...text.matchAll(/<h2 [^>]*>([^<]*)</g)].map(([, title = '']) => title);
}

/** What the page says in a section, without its markup. */
function sectionText(text: string, id: string): string {
  const section = text.split(`<section id="${id}"`)[1]?.split('data-section')[1] ?? '';
  return section.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

/** A check of tasks of so many seconds each, of which some need more. */
function racing(
  ...races: readonly { expected: number; live: number; needed?: number; due?: string }[]
): Result<'check'> {
  const items = races.map(({ expected, live, needed, due }, index) => {
    const evidence = { durationSeconds: live, neededSeconds: needed };
    const found = needed === undefined ? [] : [submissionViolation('a', { evidence })];
    const [item] = checkOf(found).report.items;
    const task = {
      id: `${index}`,
      name: `task-${index}`,
      folder: 'Sales',
      taskflows: [],
      ...(due && { due }),
    };
    return { ...item, task, expectedSeconds: expected, shortestSeconds: live };
  });
  const { report } = checkOf([]);
  return { kind: 'check', report: { ...report, items: items as Results['check']['items'] } };
}

describe('coverage on the page', () => {
  const region = (name: string, status: RegionCoverage['status']): RegionCoverage => ({
    accountId: '123456789012',
    region: name,
    status,
    firstRecordAt: '2026-10-01T08:00:00.000Z',
    lastRecordAt: '2026-10-19T08:00:00.000Z',
    silentSeconds: 90_000,
    toleratedSeconds: 86_400,
  });

  it('says from which accounts and Regions records come, and from which no longer', () => {
    const covered = [region('us-east-1', 'lost'), region('eu-central-1', 'covered')];
    const text = [...pageOf([auditOf([])], { version, covered })].join('');
    expect(sectionText(text, 'coverage')).toMatch(
      /us-east-1 no longer 2026-10-19 08:00(:00)? UTC 1 d 1 h 123456789012 eu-central-1 covered/,
    );
  });

  it('says nothing of them where nobody keeps them', () => {
    expect(sectionText(page(auditOf([])), 'coverage')).not.toContain('Accounts and Regions');
  });
});

describe('the page', () => {
  it('has everything in the order in which somebody asks for it', () => {
    const { report } = auditOf(
      [violationOf('a', { status: 'exempted', exemption: { id: 'x', expires: '2026-10-20' } })],
      {
        undecided: [
          {
            ruleId: 'requester-has-no-access',
            missing: 'iam-policies',
            count: 3,
            requesterCount: 1,
            requesters: ['user/etl'],
          },
        ],
      },
    );
    const since = { baseline: 'old.json', known: 1, gone: [], notKnown: [] };
    const { sessions } = largeAudit({ violations: 1, sessions: 100 }).report;
    const audit: Result = { kind: 'audit', report: { ...report, since, sessions: sessions ?? [] } };
    expect(titles(page(audit, results.check(), results.access()))).toEqual([
      'What is broken now',
      'What changed',
      'Who dies next',
      'Tasks',
      'Runs and sessions by night',
      'Requesters and what they may do',
      'Exemptions',
      'What is not known',
      'Rules',
      'Coverage',
    ]);
  });

  it('leaves out what the results do not hold', () => {
    expect(titles(page(auditOf([], { rules: {} })))).toEqual(['Coverage']);
    expect(page(auditOf([], { rules: {} }))).toContain('No finding in 1 result');
  });

  it('lets a browser obey what we built, and ask nobody for anything', () => {
    const text = page(results.audit());
    const policy = text.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)?.[1] ?? '';
    const hashed = (element: string) => {
      const inside = text.match(new RegExp(`<${element}>([^]*?)</${element}>`))?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(inside).digest('base64')}'`;
    };
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src ${hashed('style')}; script-src ${hashed('script')}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/\s(?:src|style|on[a-z]+)=/);
  });

  it('counts a cause once, and says how often', () => {
    const text = page(auditOf([violationOf('a'), violationOf('b')]));
    expect(text).toContain('<title>STS Warden: 1 critical</title>');
    expect(sectionText(text, 'broken')).toMatch(
      / 1 critical 2 occurrences .* message b root → role\/redshift-stage \(123456789012\) 2 times, /,
    );
  });

  it('names the version, and where each finding of a file is', () => {
    const text = page(results.check());
    expect(text).toContain('STS Warden 1.2.3');
    expect(sectionText(text, 'broken')).toContain('tasks/nightly.json:7');
  });

  it('stays below 5 MB with 100,000 causes and 10,000 sessions, and says what it leaves out', () => {
    const text = page(largeAudit());
    expect(Buffer.byteLength(text)).toBeLessThan(5_000_000);
    expect(sectionText(text, 'broken')).toContain('25000 critical');
    expect(text).toContain('and 97000 more findings: the result in JSON has all');
  });

  it('shortens a name of a megabyte', () => {
    const message = 'x'.repeat(1_000_000);
    expect(page(auditOf([violationOf('a', { message })])).length).toBeLessThan(40_000);
  });
});

describe('who dies next', () => {
  const text = () =>
    sectionText(
      page(
        racing(
          { expected: 60, live: 900 },
          { expected: 5400, live: 900, needed: 5460 },
          { expected: 1000, live: 900, needed: 1060, due: '2026-10-01T09:00:00Z' },
          { expected: 50_000, live: 43_200, needed: 50_060 },
        ),
      ),
      'next',
    );

  it('has those first that start next, then those that are shortest of time, then those with room', () => {
    expect(text().match(/task-\d/g)).toEqual(['task-2', 'task-3', 'task-1', 'task-0']);
  });

  it('says what to set, or that AWS grants no more', () => {
    expect(text()).toContain('set Temporary Credential Duration to at least 5460 s');
    expect(text()).toContain('AWS STS grants at most 12 h: split the task');
    expect(text()).toMatch(/task-0 .* has room/);
  });

  it('speaks of a workload once, of the shortest credentials that it got', () => {
    const requests = [3600, 1800, 2700].map((grantedSeconds, index) =>
      violationOf('abc'[index] ?? '', {
        ruleId: 'duration-covers-run',
        evidence: { grantedSeconds, neededSeconds: 5460, expectedSeconds: 5400, workload: 'orders' },
      }),
    );
    const shown = sectionText(page(auditOf(requests)), 'next');
    expect(shown.match(/workload orders/g)).toHaveLength(1);
    expect(shown).toContain('credentials live 30 min , it runs 1 h 30 min');
  });
});

describe('exemptions', () => {
  it('are told that expire soon after the latest record', () => {
    const exempted = (letter: string, expires: string) =>
      violationOf(letter, { status: 'exempted', exemption: { id: `exemption-${letter}`, expires } });
    const found = [exempted('a', '2027-01-01'), exempted('b', '2026-10-11'), exempted('c', '2026-10-01')];
    const shown = sectionText(
      page(
        auditOf(found, {
          lastEventTime: '2026-10-01T08:00:00Z',
          exemptions: { expired: ['old'], unused: ['spare'] },
        }),
      ),
      'exemptions',
    );
    expect(shown).toMatch(
      /exemption-c 2026-10-01 expired since .*exemption-b 2026-10-11 10 days left .*exemption-a 2027-01-01 1 occ/,
    );
    expect(shown).toContain('Expired, though something still needs them: old');
    expect(shown).toContain('Not used: spare');
  });
});

describe('the latest runs of a task', () => {
  it('are squares in the order in which they started, and say how each ended', () => {
    const { report } = checkOf([]);
    const runs = [
      { startedAt: '2026-09-30T22:00:00.000Z', seconds: 901, end: 'died' },
      { startedAt: '2026-09-29T22:00:00.000Z', seconds: 901, end: 'well' },
      { startedAt: '2026-09-28T22:00:00.000Z', seconds: 900, end: 'well' },
      { startedAt: '2026-09-27T22:00:00.000Z', seconds: 60, end: 'failed' },
    ] as const;
    const items = report.items.map((item) => ({ ...item, runs }));
    const text = page({ kind: 'check', report: { ...report, items } });
    expect([...text.matchAll(/class="square (\w+)" x="(\d+)"/g)].map(([, kind, x]) => [kind, x])).toEqual([
      ['failed', '0'],
      ['well', '15'],
      ['late', '30'],
      ['died', '45'],
    ]);
    expect(text).toContain(
      'aria-label="4 runs: 1 failed, 1 ended well, 1 ended well, longer than today’s credentials live, 1 died of expired credentials"',
    );
    expect(text).toContain('<title>2026-09-30 22:00: 15 min 1 s, died of expired credentials</title>');
  });

  it('are left out where none are known', () => {
    expect(page(checkOf([]))).not.toContain('Latest runs');
  });
});

describe('a run that died', () => {
  it('is drawn over its sessions, with the stretch that none of them covers', () => {
    const run = {
      runId: 'run-1',
      task: 'orders',
      startedAt: '2026-10-01T22:00:00.000Z',
      endedAt: '2026-10-01T22:20:00.000Z',
      outcome: 'failed',
      diedOfExpiry: true,
      roles: [
        {
          roleArn: 'arn:aws:iam::123456789012:role/stage',
          result: 'violation',
          coverage: 'certain',
          sessionCount: 1,
          sessions: [{ issuedAt: '2026-10-01T22:00:00Z', expiresAt: '2026-10-01T22:15:00Z' }],
          uncovered: [{ from: '2026-10-01T22:15:00Z', to: '2026-10-01T22:20:00Z', seconds: 300 }],
        },
      ],
    } as const;
    const { report } = auditOf([]);
    const text = page({ kind: 'audit', report: { ...report, runs: [run as never] } });
    expect(text).toContain('run run-1 of orders → arn:aws:iam::123456789012:role/stage');
    expect(text).toContain(
      'aria-label="1 session; the run was 5 min without credentials, died of expired credentials"',
    );
    expect(text).toMatch(/class="run lives" x="0.00%" y="26" height="8" width="100.00%"/);
    expect(text).toMatch(/class="run dies" x="75.00%" y="26" height="8" width="25.00%"/);
  });
});
