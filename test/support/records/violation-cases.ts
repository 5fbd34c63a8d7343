import { expect } from 'vitest';
import type { PageOf, ViolationStore } from '../../../shared/aws/records/violation-store.ts';
import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { findingId } from '../../../shared/findings/finding-id.ts';
import { addViolation, type GrowingFinding } from '../../../shared/findings/growing-finding.ts';
import { violationOf } from '../findings/violations.ts';

/** Seconds for which the stores of the cases keep violations. */
export const keptSeconds = 400 * 24 * 3600;
/** The cases' day. */
export const now = '2026-10-15T12:00:00.000Z';

/** What every store of violations has to do, whatever keeps it. */
export interface ViolationCase {
  readonly name: string;
  /** `at`: the store, of this case alone, at a time. */
  readonly holds: (at: (now: string) => Omit<ViolationStore, 'findingsKept'>) => Promise<void>;
}

/** Violations of one cause, an hour apart from each other. */
export function several(count: number, more: Partial<Violation> = {}): Violation[] {
  return Array.from({ length: count }, (_, index) =>
    violationOf('a', {
      id: `v1-${String(index).padStart(40, '0')}`,
      observedAt: new Date(Date.parse('2026-10-01T00:00:00Z') + index * 3_600_000).toISOString(),
      message: `message ${index}`,
      ...more,
    }),
  );
}

/** The finding that violations of one cause are. */
export const findingOf = (violations: readonly Violation[]) =>
  violations.reduce<GrowingFinding | undefined>(addViolation, undefined)?.finding;

/** All pages of a list, and how many there were. */
export async function all<Document>(
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

const scattered = [
  '2025-12-31T23:59:59Z',
  '2026-01-01T00:00:00Z',
  '2026-09-30T23:59:59.999Z',
  '2026-10-01T00:00:00Z',
  '2026-10-15T11:59:59Z',
].map((observedAt, index) => violationOf('abcde'[index] ?? '', { observedAt }));
const newestFirst = [...scattered].reverse();

export const violationCases: readonly ViolationCase[] = [
  {
    name: 'violations are kept once, whoever hands them over how often, and their finding counts each once',
    holds: async (at) => {
      const violations = several(12);
      const store = at(now);
      await store.put(violations);
      await store.put([...violations.slice(3), ...violations]);
      for (const one of violations) expect(await store.violation(one.id)).toEqual(one);
      expect(await store.finding(findingId(several(1)[0] as Violation))).toEqual(findingOf(violations));
    },
  },
  {
    name: 'violations are kept as they were first, in a list as everywhere',
    holds: async (at) => {
      const [violation] = several(1) as [Violation];
      const store = at(now);
      await store.put([violation]);
      await store.put([{ ...violation, message: 'another', observedAt: '2026-10-02T00:00:00Z' }]);
      expect(await store.violation(violation.id)).toEqual(violation);
      expect((await all(store.violations, {}, 10)).documents).toEqual([violation]);
    },
  },
  {
    name: 'more violations of one cause are kept than a transaction takes',
    holds: async (at) => {
      const violations = several(250);
      const store = at(now);
      await store.put(violations);
      expect(await store.finding(findingId(violations[0] as Violation))).toEqual(findingOf(violations));
    },
  },
  {
    name: 'violations are kept for their time: then they are gone, and their finding begins anew',
    holds: async (at) => {
      const [first, second] = several(2) as [Violation, Violation];
      await at(now).put([first]);
      const afterwards = at(new Date(Date.parse(now) + keptSeconds * 1000 + 1000).toISOString());
      expect(await afterwards.violation(first.id)).toBeUndefined();
      expect((await all(afterwards.findings, {}, 10)).documents).toEqual([]);
      expect((await all(afterwards.violations, { from: '2026-01-01T00:00:00.000Z' }, 10)).documents).toEqual(
        [],
      );
      await afterwards.put([second]);
      expect(await afterwards.finding(findingId(second))).toEqual(findingOf([second]));
    },
  },
  ...[1, 2, 5, 100].map(
    (limit): ViolationCase => ({
      name: `a list has each once and the newest first, ${limit} on a page`,
      holds: async (at) => {
        const store = at(now);
        await store.put(scattered);
        const { documents } = await all(store.violations, {}, limit);
        expect(documents).toEqual(newestFirst);
      },
    }),
  ),
  {
    name: 'a list has what a filter asks for',
    holds: async (at) => {
      const store = at(now);
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
    },
  },
  {
    name: 'a list has what was seen from a time, and before another',
    holds: async (at) => {
      const store = at(now);
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
    },
  },
  {
    name: 'a list moves nothing from one page to another, whatever is kept in between',
    holds: async (at) => {
      const store = at(now);
      const causes = Array.from({ length: 6 }, (_, index) =>
        violationOf('012345'[index] ?? '', {
          subject: { kind: 'principal', requester: `arn:aws:iam::123456789012:user/${index}` },
          observedAt: `2026-10-0${index + 1}T00:00:00Z`,
        }),
      );
      for (const [index, one] of causes.entries()) await at(`2026-10-10T00:00:0${index}.000Z`).put([one]);
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
    },
  },
];
