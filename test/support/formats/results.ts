import type { Decision, Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../../shared/findings/findings-of.ts';
import type { FormatView } from '../../../shared/formats/format.ts';
import { formats } from '../../../shared/formats/index.ts';
import type { Result, ResultKind, Results } from '../../../shared/report/result.ts';
import { violationOf } from '../findings/violations.ts';

/** A view without colours; Security Hub’s product is that of an account. */
export const view: FormatView = {
  paint: (_, text) => text,
  version: '1.2.3',
  options: { 'product-arn': 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default' },
};

/** What a format writes of results. */
export function rendered(name: string, ...results: readonly Result[]): string {
  const format = formats.find((one) => one.name === name);
  if (format === undefined) throw new Error(`there is no format \`${name}\``);
  return [...format.render(results, view)].join('');
}

/** An audit in which these violations were found. */
export function auditOf(
  violations: Violation[],
  coverage: Partial<Results['audit']['coverage']> = {},
): Result<'audit'> {
  const counts = { pass: 2, violation: violations.length, notApplicable: 0, undecided: 1, fault: 0 };
  const report = {
    schemaVersion: '1' as const,
    policyRevision: `sha256:${'0'.repeat(64)}`,
    coverage: {
      filesRead: 1,
      filesSkipped: [],
      filesIgnored: 0,
      withoutRecords: [],
      recordsRead: 9,
      recordsMalformed: 0,
      malformed: [],
      duplicatesRemoved: 0,
      idCollisions: 0,
      credentialRequests: 8,
      recordsLeftOut: 0,
      isLimited: false,
      requesters: { count: 1, withoutKnownAccess: 0 },
      rules: { 'no-root-credentials': counts, 'renew-before-expiry': { ...counts, violation: 0 } },
      undecided: [],
      ...coverage,
    },
    findings: findingsOf(violations),
    violations,
  };
  return { kind: 'audit', report };
}

/** A decision with these violations; with `missing` a rule lacks evidence. */
function decisionOf(violations: Violation[], missing: readonly string[] = []): Decision {
  const results: Decision['results'] = [
    ...violations.map(({ ruleId }): Decision['results'][number] => ({
      ruleId,
      outcome: 'violation',
      mode: 'enforce',
    })),
    ...missing.map((one): Decision['results'][number] => ({
      ruleId: 'requester-has-no-access',
      outcome: 'undecided',
      mode: 'enforce',
      missing: [one],
    })),
  ];
  return {
    schemaVersion: '1',
    submissionId: 's-1',
    decision: results.length > 0 ? 'block' : 'allow',
    policyRevision: `sha256:${'0'.repeat(64)}`,
    evaluatedAt: '2026-10-01T08:00:05Z',
    results,
    violations,
  };
}

/** A violation on a source of a submission. */
export function submissionViolation(letter: string, more: Partial<Violation> = {}): Violation {
  const subject: Violation['subject'] = {
    kind: 'submission',
    task: 'nightly',
    endpoints: ['Orders'],
    connection: 'redshift',
  };
  return violationOf(letter, { ruleId: 'duration-is-grantable', guideline: 'beyond', subject, ...more });
}

/** A check of one submission with these violations, each of them on line 7 of its file. */
export function checkOf(
  violations: Violation[],
  { path = 'tasks/nightly.json', name = 'nightly', missing = [] as readonly string[] } = {},
): Result<'check'> {
  const places = Object.fromEntries(
    violations.map(({ id }) => [id, [{ pointer: '/sources/0', line: 7, column: 3 }]]),
  );
  const numbers = { expectedSeconds: 600, shortestSeconds: 900 };
  const decision = decisionOf(violations, missing);
  const items = [{ name, source: { path, places }, decision, ...numbers }];
  const rest = { notUnderstood: [], hasPackage: false, troubles: [] };
  return { kind: 'check', report: { items, findings: findingsOf(violations), ...rest } };
}

/** A sweep of one task with these violations, and of one that could not be read. */
export function sweepOf(violations: Violation[], more: Partial<Results['sweep']> = {}): Result<'sweep'> {
  const task = { id: 'one', name: 'nightly', folder: '/Explore/Sales', taskflows: [] };
  const numbers = { expectedSeconds: undefined, shortestSeconds: undefined };
  const tasks = [
    { task, decision: decisionOf(violations), ...numbers },
    { task: { ...task, id: 'two', name: 'broken' }, unreadable: 'its mapping is not in the package' },
  ];
  const starts = { schedule: 0, hand: 0, rest: 1, other: 0 };
  const rest = { notUnderstood: [], starts, leftOut: { byName: 0, notDue: 0 }, troubles: [] };
  const report = { sweptAt: '2026-10-01T09:00:00.000Z', tasks, findings: findingsOf(violations), ...rest };
  return { kind: 'sweep', report: { ...report, ...more } };
}

/** The access of one principal that has some, of one that has none, and of one of which that is not known. */
export function accessOf(violations: Violation[]): Result<'access'> {
  const arn = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
  const principals = [
    {
      arn: violations[0]?.subject.requester ?? arn('power-user'),
      hasAccess: true,
      actionCount: 2,
      services: ['s3'],
      grants: [{ policy: 'StageAccess' }],
    },
    { arn: arn('mapping-requester'), hasAccess: false, grants: [] },
    { arn: arn('unknown'), hasAccess: null, missing: ['iam-policies'], grants: [] },
  ];
  const head = {
    schemaVersion: '1',
    policyRevision: `sha256:${'0'.repeat(64)}`,
    outOfScope: 0,
    leftOut: 0,
    isJudged: true,
  } as const;
  return {
    kind: 'access',
    report: { ...head, principals, findings: findingsOf(violations), violations },
  };
}

/** A violation by a principal’s own access. */
export function principalViolation(letter: string, more: Partial<Violation> = {}): Violation {
  const requester = 'arn:aws:iam::123456789012:user/power-user';
  const subject = { kind: 'principal', accountId: '123456789012', requester } as const;
  return violationOf(letter, { ruleId: 'requester-has-no-access', guideline: 'G1', subject, ...more });
}

/** Of each kind a result, made of violations that a delta is applied to. */
export const results: Readonly<Record<ResultKind, (more?: Partial<Violation>) => Result>> = {
  audit: (more) => auditOf([violationOf('a', more), violationOf('b', more)]),
  check: (more) => checkOf([submissionViolation('a', more)]),
  sweep: (more) => sweepOf([submissionViolation('a', more)]),
  access: (more) => accessOf([principalViolation('a', more)]),
};
