import { describe, expect, it } from 'vitest';
import type { AccessReport } from '../../shared/report/access-report.ts';
import { accessText } from '../../shared/report/access-text.ts';

type Principal = AccessReport['principals'][number];

const arn = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
const principal = (name: string, more: Partial<Principal> = {}): Principal => ({
  arn: arn(name),
  hasAccess: true,
  grants: [],
  ...more,
});

const reportOf = (principals: Principal[], more: Partial<AccessReport> = {}): AccessReport => ({
  schemaVersion: '1',
  policyRevision: 'sha256:0',
  outOfScope: 0,
  leftOut: 0,
  isJudged: true,
  principals,
  findings: [],
  violations: [],
  ...more,
});

/** The lines of the table's body, each cut into its cells, and the summary below it. */
function shown(...principals: Principal[]): { readonly rows: string[][]; readonly summary: string } {
  const lines = accessText(reportOf(principals), { paint: (_, text) => text })
    .trimEnd()
    .split('\n');
  const rows = lines.slice(1, -2).map((line) => line.trim().split(/ {2,}/));
  return { rows, summary: lines.at(-1) ?? '' };
}

describe('a cell', () => {
  it.each([
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b, c'],
    [['a', 'b', 'c', 'd'], 'a, b, c, 1 more'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c, 2 more'],
  ])('shows of %j the first three, and how many more there are', (texts, expected) => {
    const grants = texts.map((policy) => ({ policy }));
    const { rows } = shown(principal('x', { actionCount: 7, services: texts, grants }));
    expect(rows).toEqual([[arn('x'), 'yes', '7', expected, expected]]);
  });

  it('names a policy once, a managed one without the rest of its ARN', () => {
    const grants = [
      { policy: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      { policy: 'inline' },
      { policy: 'inline' },
    ];
    expect(shown(principal('x', { grants })).rows[0]?.at(-1)).toBe('AdministratorAccess, inline');
  });

  it('says what is missing where nothing is certain', () => {
    const { rows } = shown(principal('x', { hasAccess: null, missing: ['group ops', 'policies'] }));
    expect(rows).toEqual([[arn('x'), 'undecided', 'missing: group ops, policies']]);
  });
});

it('those with access come first, then those of whom it is not certain', () => {
  const { rows, summary } = shown(
    principal('none', { hasAccess: false }),
    principal('perhaps', { hasAccess: null }),
    principal('some'),
    principal('more'),
  );
  expect(rows.map(([name]) => name)).toEqual(['some', 'more', 'perhaps', 'none'].map(arn));
  expect(summary).toContain('2 with access beyond the baseline, 1 without, 1 undecided');
});

it('has no table where there are no principals', () => {
  expect(accessText(reportOf([]), { paint: (_, text) => text })).toMatch(/^0 principals: [^\n]*\n$/);
});
