import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { violationOf } from '../support/findings/violations.ts';
import { hostile } from '../support/formats/hostile.ts';
import {
  accessOf,
  auditOf,
  checkOf,
  rendered,
  results,
  submissionViolation,
  sweepOf,
} from '../support/formats/results.ts';

/** As GitHub does: HTML passes through, bare addresses become links. */
const renderer = new MarkdownIt({ html: true, linkify: true });

/** The rows of the tables that a reader of Markdown makes. */
function rowsIn(markdown: string): string[][] {
  const rows: string[][] = [];
  let isInTable = false;
  for (const { type, content, children } of renderer.parse(markdown, {})) {
    if (type.startsWith('table_')) isInTable = type === 'table_open';
    if (type === 'tr_open') rows.push([]);
    if (type === 'inline' && isInTable)
      rows.at(-1)?.push(children?.map((child) => child.content).join('') ?? content);
  }
  return rows;
}

/** The kinds of things that are in a text. */
function kindsIn(markdown: string): Set<string> {
  const tokens = renderer.parse(markdown, {});
  return new Set(
    tokens.flatMap(({ type, children }) => [type, ...(children ?? []).map((child) => child.type)]),
  );
}

describe('markdown, as a renderer has it', () => {
  it('counts, and has a finding a row', () => {
    const markdown = rendered('markdown', auditOf([violationOf('a'), violationOf('b')]));
    expect(markdown).toMatch(/^### STS Warden audit\n\n1 finding\\, 1 critical\\, in 9 records/);
    expect(rowsIn(markdown)[1]).toEqual([
      'critical',
      'no-root-credentials',
      'message b',
      '2',
      '2026-10-01T08:00:05Z',
      'root → role/redshift-stage (123456789012)',
    ]);
    expect(markdown).toContain('#### Fixes');
  });

  it('says of what is blocked why, and where in which file', () => {
    const markdown = rendered('markdown', checkOf([submissionViolation('a')], { missing: ['iam-policies'] }));
    expect(rowsIn(markdown)).toEqual([
      expect.arrayContaining(['Severity']),
      expect.arrayContaining(['tasks/nightly.json:7']),
      ['Blocked', 'Why'],
      [
        'nightly',
        'duration-is-grantable: violation; requester-has-no-access: undecided, missing iam-policies',
      ],
    ]);
  });

  it('says what could not be read, and of no findings nothing else', () => {
    expect(rendered('markdown', sweepOf([]))).toBe(
      '### STS Warden sweep\n\nNo findings in 1 task\\; 0 blocked\\; 1 could not be read\n\n#### Could not be read\n\n- ` /Explore/Sales/broken: its mapping is not in the package `\n\n',
    );
  });

  it('counts exempted findings apart', () => {
    const exempted = violationOf('a', { status: 'exempted' });
    expect(rendered('markdown', auditOf([exempted, violationOf('b')]))).toContain(
      'in 9 records\\; 1 more exempted\\;',
    );
  });

  it.each(hostile)('has %s as text', (_, text) => {
    const harmless = kindsIn(rendered('markdown', results.check()));
    const markdown = rendered(
      'markdown',
      checkOf([submissionViolation('a', { message: text, remediation: text })], { name: text, path: text }),
    );
    expect([...kindsIn(markdown)].filter((kind) => !harmless.has(kind))).toEqual([]);
    const [, [, , message] = [], , [name] = []] = rowsIn(markdown);
    const shown = text
      .toWellFormed()
      .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|(?<=##)\[/gu, '\ufffd')
      .replace(/(?<=\\)\|/g, '¦');
    expect([message, name]).toEqual([shown, shown]);
  });

  it('is of a size that a comment takes, and says what is left out', () => {
    const long = 'x'.repeat(2000);
    const violations = Array.from({ length: 200 }, (_, index) => ({
      ...violationOf('a', {
        message: long,
        subject: { kind: 'run', task: `${index} ${long}`, roleArn: long },
      }),
      id: `v1-${String(index).padStart(40, '0')}`,
    }));
    const markdown = rendered('markdown', auditOf(violations));
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain('and 150 more findings');
  });
});

describe('access in markdown', () => {
  const { kind, report } = accessOf([]);
  const shown = (more: object) =>
    rendered('markdown', { kind, report: { ...report, ...more } }).replaceAll('\\', '');

  it('says whom scope and filters leave out', () => {
    expect(shown({ outOfScope: 4, leftOut: 2 })).toContain(
      '3 principals: 1 with access beyond the baseline, 1 without, 1 undecided; 4 out of scope; 2 left out by --principal',
    );
  });

  it('says where the rule that judges them is off', () => {
    expect(shown({ isJudged: false })).toContain(
      '\n\nNobody is a finding: the policy has turned off what judges users and roles. 3 principals: ',
    );
  });
});
