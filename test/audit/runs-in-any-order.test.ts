import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import type { Run } from '../../shared/sessions/run.ts';
import { rolesOfRuns } from '../../shared/sessions/task-roles.ts';
import { expiredRecord, type Json, session } from '../support/cli/audit-command.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

const book = bookOf();
const roles = ['a', 'b'].map((name) => `arn:aws:iam::123456789012:role/${name}`);
const clock = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 19);
/** Few minutes, so that much happens at once. */
const minute = fc.integer({ min: 0, max: 11 }).map((tens) => tens * 10);

function reportOn(records: readonly Json[], runs: readonly Run[]) {
  const rolesOf = rolesOfRuns({ workloads: [{ name: 'globbed', roles: ['arn:aws:iam::*:role/*'] }] });
  const audit = new ArchiveAudit({ book, facts: noFacts, sessions: true, runs: { runs, rolesOf } });
  for (const [index, content] of records.entries()) audit.read('log.json', { place: `${index}`, content });
  const files = { filesRead: 1, filesSkipped: [], filesIgnored: 0, withoutRecords: [], interrupted: false };
  return audit.report(files);
}

/** Sessions of few roles, names, requesters and seconds; some are of an AWS service, some end nobody knows when. */
const sessions = fc
  .record({
    from: minute,
    minutes: fc.constantFrom(-1, 5, 15, undefined),
    roleArn: fc.constantFrom(...roles),
    roleSessionName: fc.constantFrom('x', 'y'),
    user: fc.constantFrom('one', 'one', 'two'),
    type: fc.constantFrom('IAMUser', 'IAMUser', 'AWSService'),
  })
  .map(
    ({ from, minutes, roleArn, roleSessionName, user, type }) =>
      (id: string) =>
        session(id, clock(from), '00:00:00', {
          requestParameters: { roleArn, roleSessionName },
          responseElements: {
            credentials: {
              accessKeyId: `ASIA${id}`,
              expiration:
                minutes === undefined ? 'soon' : `2026-10-01T${clock(Math.max(0, from + minutes))}Z`,
            },
          },
          userIdentity: { type, arn: `arn:aws:iam::123456789012:user/${user}` },
        }),
  );
const refused = minute.map(
  (at) => (id: string) =>
    expiredRecord(id, { eventTime: `2026-10-01T${clock(at)}Z`, userIdentity: { accessKeyId: 'ASIAid-0' } }),
);
const records = fc
  .array(fc.oneof({ weight: 5, arbitrary: sessions }, { weight: 1, arbitrary: refused }), { maxLength: 25 })
  .map((makers) => makers.map((make, index) => make(`id-${index}`)));
const runs = fc.array(
  fc
    .record({
      id: fc.constantFrom('1', '2', '3', '4'),
      from: minute,
      minutes: fc.constantFrom(0, 10, 40, undefined),
      end: fc.constantFrom('died', 'failed', 'success'),
      own: fc.constantFrom(
        {},
        { sessionName: 'x' },
        { roleArns: roles },
        { roleArns: [], taskName: 'globbed' },
      ),
    })
    .map(({ id, from, minutes, end, own: { roleArns = [roles[0] ?? ''], ...named } }): Run => {
      const startedAt = Date.parse(`2026-10-01T${clock(from)}Z`);
      const ended = {
        endedAt: startedAt + (minutes ?? 0) * 60_000,
        outcome: end === 'success' ? ('success' as const) : ('failed' as const),
        errorMessage: end === 'died' ? 'ExpiredToken' : undefined,
      };
      const goesOn = { endedAt: undefined, outcome: undefined, errorMessage: undefined };
      return {
        ...{ id, taskId: 'task', startedAt, ...named },
        ...(minutes === undefined ? goesOn : ended),
        ...(roleArns.length > 0 && { roleArns }),
      };
    }),
  { maxLength: 8 },
);

it('whatever the order of records and runs, and however often, the report on sessions and runs is the same', () => {
  const shuffled = <Value>(values: readonly Value[]) =>
    fc.shuffledSubarray([...values, ...values], { minLength: values.length * 2 });
  fc.assert(
    fc.property(
      fc
        .tuple(records, runs)
        .chain(([some, told]) => fc.tuple(fc.constant({ some, told }), shuffled(some), shuffled(told))),
      ([{ some, told }, otherRecords, otherRuns]) => {
        const [one, other] = [reportOn(some, told), reportOn(otherRecords, otherRuns)];
        expect(other.runs).toEqual(one.runs);
        expect(other.sessions).toEqual(one.sessions);
        expect(other.violations).toEqual(one.violations);
        expect(other.coverage.rules).toEqual(one.coverage.rules);
        expect(other.coverage.undecided).toEqual(one.coverage.undecided);
        // Each run once, and none left out.
        expect(one.runs?.map(({ runId }) => runId).sort()).toEqual(
          [...new Set(told.map(({ id }) => id))].sort(),
        );
      },
    ),
    { numRuns: 200 },
  );
});
