import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import {
  type PageOf,
  type ViolationStore,
  violationStore,
} from '../../shared/aws/records/violation-store.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingId } from '../../shared/findings/finding-id.ts';
import { addViolation, type GrowingFinding } from '../../shared/findings/growing-finding.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { it } from '../support/aws-stack/it.ts';
import { violationOf } from '../support/findings/violations.ts';

const keptSeconds = 400 * 24 * 3600;
const now = '2026-10-15T12:00:00.000Z';

function storeAt(time: string, { dynamoDb, output }: Deployment): ViolationStore {
  return violationStore({
    client: async () => dynamoDb,
    tableName: output('TableName'),
    keptSeconds,
    now: () => new Date(time),
  });
}

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

/** All pages of a list, and how many there were. */
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
  it('once, whoever hands them over how often, and their finding counts each once', async ({ stack }) => {
    const violations = several(12);
    const store = storeAt(now, stack);
    await store.put(violations);
    await store.put([...violations.slice(3), ...violations]);
    for (const one of violations) expect(await store.violation(one.id)).toEqual(one);
    expect(await store.finding(findingId(several(1)[0] as Violation))).toEqual(findingOf(violations));
  });

  it('as they were first, in a list as everywhere', async ({ stack }) => {
    const [violation] = several(1) as [Violation];
    const store = storeAt(now, stack);
    await store.put([violation]);
    await store.put([{ ...violation, message: 'another', observedAt: '2026-10-02T00:00:00Z' }]);
    expect(await store.violation(violation.id)).toEqual(violation);
    expect((await all(store.violations, {}, 10)).documents).toEqual([violation]);
  });

  it('by many at once: the finding is exact', async ({ stack }) => {
    const violations = several(40);
    const stores = Array.from({ length: 4 }, () => storeAt(now, stack));
    // Each violation is handed over by two of the four, in pieces.
    const isFor = (index: number) => (_: Violation, at: number) => [index, (index + 1) % 4].includes(at % 4);
    await Promise.all(
      stores.flatMap((store, index) =>
        [0, 10, 20, 30].map(async (start) => {
          await sleep(start);
          await store.put(violations.slice(start, start + 10).filter(isFor(index)));
        }),
      ),
    );
    const store = storeAt(now, stack);
    expect(await store.finding(findingId(several(1)[0] as Violation))).toEqual(findingOf(violations));
    expect((await all(store.violations, {}, 100)).documents).toHaveLength(40);
  });

  it('more of one cause than a transaction takes', async ({ stack }) => {
    const violations = several(250);
    const store = storeAt(now, stack);
    await store.put(violations);
    expect(await store.finding(findingId(violations[0] as Violation))).toEqual(findingOf(violations));
  });

  it('all but those of a cause whose write fails, and that is said', async ({ stack }) => {
    const store = storeAt(now, stack);
    const one = violationOf('a');
    const client = violationStore({
      client: async () => stack.dynamoDb,
      tableName: 'no-such-table',
      keptSeconds,
      now: () => new Date(now),
    });
    await expect(client.put([one])).rejects.toThrow(/1 of 1 violation not taken: ResourceNotFoundException/);
    expect(await store.violation(one.id)).toBeUndefined();
  });

  it('for their time: then they are gone, and their finding begins anew', async ({ stack }) => {
    const [first, second] = several(2) as [Violation, Violation];
    await storeAt(now, stack).put([first]);
    const afterwards = storeAt(new Date(Date.parse(now) + keptSeconds * 1000 + 1000).toISOString(), stack);
    expect(await afterwards.violation(first.id)).toBeUndefined();
    expect((await all(afterwards.findings, {}, 10)).documents).toEqual([]);
    expect((await all(afterwards.violations, { from: '2026-01-01T00:00:00.000Z' }, 10)).documents).toEqual(
      [],
    );
    await afterwards.put([second]);
    expect(await afterwards.finding(findingId(second))).toEqual(findingOf([second]));
  });
});

describe('a list', () => {
  const scattered = [
    '2025-12-31T23:59:59Z',
    '2026-01-01T00:00:00Z',
    '2026-09-30T23:59:59.999Z',
    '2026-10-01T00:00:00Z',
    '2026-10-15T11:59:59Z',
  ].map((observedAt, index) => violationOf('abcde'[index] ?? '', { observedAt }));
  const newestFirst = [...scattered].reverse();

  it.for([1, 2, 5, 100])('has each once and the newest first, %i on a page', async (limit, { stack }) => {
    const store = storeAt(now, stack);
    await store.put(scattered);
    const { documents } = await all(store.violations, {}, limit);
    expect(documents).toEqual(newestFirst);
  });

  it('has what a filter asks for', async ({ stack }) => {
    const store = storeAt(now, stack);
    const base = violationOf('a');
    const other = violationOf('b', {
      ruleId: 'requester-is-iam-principal',
      severity: 'high',
      status: 'attempt',
      subject: { ...base.subject, accountId: '999999999999', requester: 'other' },
    });
    const ofTask = violationOf('c', {
      subject: { kind: 'submission', task: 'orders-daily', taskId: 'task-1', connection: 'redshift' },
    });
    await store.put([base, other, ofTask]);
    const filters: [PageOf['sought'], Violation[]][] = [
      [{ ruleId: 'requester-is-iam-principal' }, [other]],
      [{ severity: 'high' }, [other]],
      [{ status: 'attempt' }, [other]],
      [{ accountId: '999999999999' }, [other]],
      [{ requester: 'other' }, [other]],
      [{ task: 'orders-daily' }, [ofTask]],
      [{ task: 'task-1' }, [ofTask]],
      [{ status: 'attempt', severity: 'critical' }, []],
    ];
    for (const [sought, expected] of filters) {
      expect((await all(store.violations, sought, 10)).documents, JSON.stringify(sought)).toEqual(expected);
      const findings = (await all(store.findings, sought, 10)).documents;
      expect(findings, JSON.stringify(sought)).toEqual(expected.map((one) => findingOf([one])));
    }
  });

  it('has what was seen from a time, and before another', async ({ stack }) => {
    const store = storeAt(now, stack);
    await store.put(scattered);
    const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z'];
    const idsOf = async (sought: PageOf['sought']) =>
      (await all(store.violations, sought, 10)).documents.map(({ id }) => id[3]).join('');
    expect(await idsOf({ from })).toBe('edcb');
    expect(await idsOf({ to })).toBe('cba');
    expect(await idsOf({ from, to })).toBe('cb');
    expect(await idsOf({ from: to, to: from })).toBe('');
    const findings = async (sought: PageOf['sought']) =>
      (await all(store.findings, sought, 10)).documents.length;
    expect(await findings({ from: '2026-10-15T11:59:59.000Z' })).toBe(1);
    expect(await findings({ from: '2026-10-15T11:59:59.001Z' })).toBe(0);
    expect(await findings({ to: '2025-12-31T23:59:59.000Z' })).toBe(0);
    expect(await findings({ to: '2025-12-31T23:59:59.001Z' })).toBe(1);
  });

  it('moves nothing from one page to another, whatever is kept in between', async ({ stack }) => {
    const store = storeAt(now, stack);
    const causes = Array.from({ length: 6 }, (_, index) =>
      violationOf('012345'[index] ?? '', {
        subject: { kind: 'principal', requester: `arn:aws:iam::123456789012:user/${index}` },
        observedAt: `2026-10-0${index + 1}T00:00:00Z`,
      }),
    );
    for (const [index, one] of causes.entries())
      await storeAt(`2026-10-10T00:00:0${index}.000Z`, stack).put([one]);
    const first = await store.findings({ sought: {}, limit: 3 });
    // Others are seen again, and new ones come.
    await store.put([
      ...causes.slice(0, 3).map((one) => ({ ...one, id: `${one.id.slice(0, -1)}z`, observedAt: now })),
      violationOf('6', { subject: { kind: 'principal', requester: 'new' } }),
    ]);
    const second = await store.findings({ sought: {}, limit: 3, after: first.next });
    expect([...first.documents, ...second.documents].map(({ cause }) => cause.principal)).toEqual(
      [...causes].reverse().map(({ subject }) => subject.requester),
    );
    expect(second.next).toBeUndefined();
  });
});
