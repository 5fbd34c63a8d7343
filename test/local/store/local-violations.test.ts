import { describe, expect, it } from 'vitest';
import type { PageOf } from '../../../shared/aws/records/violation-store.ts';
import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { findingId } from '../../../shared/findings/finding-id.ts';
import { addViolation, type GrowingFinding } from '../../../shared/findings/growing-finding.ts';
import { localViolations } from '../../../shared/local/store/local-violations.ts';
import { removeExpired } from '../../../shared/local/store/open-store.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import { violationOf } from '../../support/findings/violations.ts';
import { localStore } from '../../support/local/local-store.ts';

const keptSeconds = 400 * 24 * 3600;
const now = '2026-10-15T12:00:00.000Z';
const muchLater = '2027-12-01T00:00:00.000Z';
const at = (store: Sqlite, time = now) => localViolations(store, { keptSeconds, now: () => new Date(time) });

/** Violations of one cause, an hour apart from each other. */
function several(count: number, more: Partial<Violation> = {}): Violation[] {
  return Array.from({ length: count }, (_, index) =>
    violationOf('a', {
      id: `v1-${String(index).padStart(40, '0')}`,
      observedAt: new Date(Date.parse('2026-10-01T00:00:00Z') + index * 3_600_000).toISOString(),
      message: `message ${index}`,
      ...more,
    }),
  );
}

const findingOf = (violations: readonly Violation[]) =>
  violations.reduce<GrowingFinding | undefined>(addViolation, undefined)?.finding;

async function all<Document>(
  list: (
    page: PageOf,
  ) => Promise<{ readonly documents: readonly Document[]; readonly next: string | undefined }>,
  sought: PageOf['sought'],
  limit: number,
) {
  const documents: Document[] = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const page = await list({ sought, limit, after });
    documents.push(...page.documents);
    after = page.next;
    pages++;
  } while (after !== undefined);
  return { documents, pages };
}

describe('violations are kept', () => {
  it('once, whoever hands them over how often, and their finding counts each once', async () => {
    const violations = several(12);
    const kept = at(await localStore());
    await kept.put(violations);
    await kept.put([...violations.slice(3), ...violations]);
    for (const one of violations) expect(await kept.violation(one.id)).toEqual(one);
    expect(await kept.finding(findingId(violations[0] as Violation))).toEqual(findingOf(violations));
  });

  it('as they were first', async () => {
    const [violation] = several(1) as [Violation];
    const kept = at(await localStore());
    await kept.put([violation]);
    await kept.put([{ ...violation, message: 'another', observedAt: '2026-10-02T00:00:00Z' }]);
    expect(await kept.violation(violation.id)).toEqual(violation);
    expect((await all(kept.violations, {}, 10)).documents).toEqual([violation]);
  });

  it('for their time: then they are gone, and their finding begins anew', async () => {
    const [one, other] = several(2) as [Violation, Violation];
    const store = await localStore();
    await at(store).put([one]);
    const kept = at(store, muchLater);
    expect(await kept.violation(one.id)).toBeUndefined();
    expect((await all(kept.violations, {}, 10)).documents).toEqual([]);
    await kept.put([other]);
    expect(await kept.finding(findingId(other))).toEqual(findingOf([other]));
    removeExpired(store, new Date(muchLater));
    expect(store.statement('SELECT count(*) AS count FROM violations').get()).toEqual({ count: 1 });
  });

  it('all of them or none', async () => {
    const store = await localStore();
    const [one, other] = several(2) as [Violation, Violation];
    const broken = { ...other, severity: undefined as never };
    await expect(at(store).put([one, broken])).rejects.toThrow();
    expect(await at(store).violation(one.id)).toBeUndefined();
  });
});

describe('a list', () => {
  it('has the newest first, in pages that miss none', async () => {
    const kept = at(await localStore());
    const violations = several(25);
    await kept.put(violations);
    const { documents, pages } = await all(kept.violations, {}, 10);
    expect([documents, pages]).toEqual([violations.toReversed(), 3]);
    expect((await all(kept.violations, {}, 25)).pages).toBe(1);
  });

  it.each<[string, PageOf['sought'], number]>([
    ['of a rule', { ruleId: 'no-root-credentials' }, 3],
    ['of another rule', { ruleId: 'duration-covers-run' }, 0],
    ['of a severity', { severity: 'high' }, 1],
    ['of a status', { status: 'exempted' }, 1],
    ['of an account', { accountId: '123456789012' }, 2],
    ['of a requester', { requester: 'arn:aws:iam::123456789012:root' }, 2],
    ['of a task, by name', { task: 'orders' }, 1],
    ['of a task, by id', { task: 'id-1' }, 1],
    ['from a time on', { from: '2026-10-01T08:00:05.000Z' }, 2],
    ['before a time', { to: '2026-10-01T08:00:05.000Z' }, 1],
    ['of two things at once', { severity: 'critical', status: 'exempted' }, 0],
  ])('%s', async (_, sought, count) => {
    const kept = at(await localStore());
    await kept.put([
      violationOf('a', { observedAt: '2026-10-01T08:00:04Z' }),
      violationOf('b', { severity: 'high', status: 'exempted' }),
      violationOf('c', { subject: { kind: 'submission', task: 'orders', taskId: 'id-1' } }),
    ]);
    expect((await all(kept.violations, sought, 10)).documents).toHaveLength(count);
  });

  it('of findings has those that were seen in between', async () => {
    const kept = at(await localStore());
    await kept.put(several(3));
    const found = async (sought: PageOf['sought']) => (await all(kept.findings, sought, 10)).documents.length;
    expect(await found({})).toBe(1);
    expect(await found({ from: '2026-10-01T02:00:00.000Z', to: '2026-10-01T00:00:00.001Z' })).toBe(1);
    expect(await found({ from: '2026-10-01T02:00:00.001Z' })).toBe(0);
    expect(await found({ to: '2026-10-01T00:00:00.000Z' })).toBe(0);
  });
});

it('the gravest findings are those of records, those in force first', async () => {
  const kept = at(await localStore());
  const of = (letter: string, more: Partial<Violation>) =>
    violationOf(letter, {
      ...more,
      subject: { kind: 'credential-request', eventName: letter, roleArn: letter },
    });
  await kept.put([
    of('a', { severity: 'low' }),
    of('b', { severity: 'critical', status: 'exempted' }),
    of('c', { severity: 'high' }),
    violationOf('d', { subject: { kind: 'submission', task: 'orders' } }),
  ]);
  const ids = (most: number) => kept.gravestOfRecords(most).map(({ newest }) => newest.id.at(-1));
  expect(ids(10)).toEqual(['c', 'a', 'b']);
  expect(ids(2)).toEqual(['c', 'a']);
});
