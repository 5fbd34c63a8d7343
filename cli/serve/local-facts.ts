import type { RunsOfTasks } from '../../shared/aws/facts/runs-of-tasks.ts';
import { type FactsOfSubmission, submissionFacts } from '../../shared/aws/facts/submission-facts.ts';
import { requesterOf } from '../../shared/evaluation/known-requester.ts';
import { toAskAbout } from '../../shared/gate/to-ask-about.ts';
import { absent } from '../../shared/json/fact.ts';
import type { ToldTask } from '../../shared/local/store/local-decisions.ts';
import { toldSeconds } from '../../shared/report/task-report.ts';
import type { Facts } from '../../shared/rules/facts.ts';
import type { Submission } from '../../shared/submission/submission.ts';

/** Submissions that are remembered from their facts until their decision is kept, a moment later. */
const mostRemembered = 1000;

/** The facts of submissions, and what is remembered of those that were asked for. */
export interface LocalFacts {
  readonly factsOf: FactsOfSubmission;
  readonly taskOf: (digest: string) => ToldTask | undefined;
}

/** Makes facts of what files and the store say: nobody asks AWS, as in `sts-warden check`. */
export function localFacts(known: Facts, runs: Pick<RunsOfTasks, 'ofTask'>): LocalFacts {
  const tasks = new Map<string, ToldTask>();
  const ofFiles = submissionFacts({
    known,
    accountOfKey: async () => absent,
    ownerOfKey: async () => absent,
    accessOf: async () => known.access,
    maximumOf: async (roleArn) => known.roleMaximums.get(roleArn) ?? absent,
    runs,
    toAskAbout,
    requesterOf,
  });

  function remember(submission: Submission, facts: Facts): void {
    tasks.delete(submission.digest);
    tasks.set(submission.digest, { name: submission.task.name, ...toldSeconds(submission, facts) });
    if (tasks.size <= mostRemembered) return;
    for (const [oldest] of tasks) {
      tasks.delete(oldest);
      break;
    }
  }

  return {
    taskOf: (digest) => tasks.get(digest),
    factsOf: async (submission, policy, proofs) => {
      const { keyAccounts, keyOwners } = known;
      const facts = { ...(await ofFiles(submission, policy, proofs)), keyAccounts, keyOwners };
      remember(submission, facts);
      return facts;
    },
  };
}
