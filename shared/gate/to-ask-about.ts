import type { JudgedRecord } from '../cloudtrail/record.ts';
import { workloadOf } from '../evaluation/judge-subject.ts';
import type { Policy } from '../policy/policy.ts';
import { taskToAskAbout, workloadToAskAbout } from '../rules/duration-covers-run.ts';
import { rolesToAskAbout } from '../rules/duration-is-grantable.ts';

/** What is to be found out before something is judged: where it makes no difference, nobody is asked. */
export const toAskAbout = {
  roles: rolesToAskAbout,
  task: taskToAskAbout,
  workload: (record: JudgedRecord, policy: Policy): string | undefined =>
    record.kind === 'expired-call' ? undefined : workloadToAskAbout(record, workloadOf(policy, record)),
};
