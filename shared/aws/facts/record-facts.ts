import type { JudgedRecord } from '../../cloudtrail/record.ts';
import type { issuedSession } from '../../evaluation/issued-session.ts';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Facts, IssuedSession } from '../../rules/facts.ts';
import type { SessionStore } from '../../sessions/session-store.ts';
import { rolesOfRuns, runsAssuming } from '../../sessions/task-roles.ts';
import type { AccessOfRequesters } from './access-of-requesters.ts';
import type { ReportUnavailable } from './report-unavailable.ts';
import type { RunsOfTasks } from './runs-of-tasks.ts';

/** Gathers the facts that rules read of one record. Never rejects. */
export type FactsOfRecord = (record: JudgedRecord, policy: Policy) => Promise<Facts>;

export interface RecordFactSources {
  /** What is known of all else. */
  readonly known: Facts;
  readonly accessOf: AccessOfRequesters;
  readonly runs: Pick<RunsOfTasks, 'ofWorkload'>;
  readonly store: Pick<SessionStore, 'sessionOfKey' | 'runsOf'>;
  readonly toAskAbout: {
    /** Name of the workload whose known runs decide on a record. */
    readonly workload: (record: JudgedRecord, policy: Policy) => string | undefined;
  };
  readonly issuedSession: typeof issuedSession;
  readonly report: ReportUnavailable;
}

/**
 * Asks what a requester may do; of a workload that declares no run time, for its known runs; of a call that was refused for
 * expired credentials, which session they were.
 */
export function recordFacts(sources: RecordFactSources): FactsOfRecord {
  const { known: facts, accessOf, runs, store, toAskAbout, report } = sources;

  async function sessionOf(accessKeyId: string, { workloads }: Policy): Promise<Fact<IssuedSession>> {
    try {
      const session = await store.sessionOfKey(accessKeyId);
      if (session === undefined) return absent;
      const { roleArn, issuedAt } = session;
      const told = roleArn === undefined ? [] : await store.runsOf(roleArn, issuedAt);
      const runsOfRole = runsAssuming(roleArn, told, rolesOfRuns({ workloads }));
      return known(sources.issuedSession(session, runsOfRole));
    } catch (error) {
      await report('session', error);
      return unavailable;
    }
  }

  async function sessionsOf(record: JudgedRecord, policy: Policy): Promise<Facts['sessions']> {
    const { accessKeyId } = record.requester;
    if (record.refusedAs === undefined || accessKeyId === undefined) return facts.sessions;
    return new Map([[accessKeyId, await sessionOf(accessKeyId, policy)]]);
  }

  async function runsFor(record: JudgedRecord, policy: Policy): Promise<Facts['runsOfWorkloads']> {
    const name = toAskAbout.workload(record, policy);
    return name === undefined ? facts.runsOfWorkloads : new Map([[name, await runs.ofWorkload(name)]]);
  }

  return async (record, policy) => {
    const asksAccess = record.kind === 'credential-request';
    const [access, sessions, runsOfWorkloads] = await Promise.all([
      asksAccess ? accessOf([record.requester.principalArn]) : facts.access,
      sessionsOf(record, policy),
      runsFor(record, policy),
    ]);
    return { ...facts, access, sessions, runsOfWorkloads };
  };
}
