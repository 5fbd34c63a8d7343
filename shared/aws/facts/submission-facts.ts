import type { requesterOf } from '../../evaluation/known-requester.ts';
import { type Fact, ifKnown } from '../../json/fact.ts';
import type { Policy } from '../../policy/policy.ts';
import { noProofs, type Proofs, provenRequesters } from '../../proof/proven-requesters.ts';
import type { Facts } from '../../rules/facts.ts';
import type { Submission } from '../../submission/submission.ts';
import type { AccessOfRequesters } from './access-of-requesters.ts';
import type { AccountOfKey } from './key-accounts.ts';
import type { OwnerOfKey } from './key-owners.ts';
import type { MaximumOfRole } from './role-maximums.ts';
import type { RunsOfTasks } from './runs-of-tasks.ts';

/** Roles of a submission that IAM is asked about: a task has few, and IAM throttles all who ask it in an account together. */
const mostRoles = 8;

/**
 * Gathers the facts that a submission's rules read. The policy's `requesters`, and proofs, may say whose access they ask
 * about. Rejects with RefusedProofError where a proof contradicts what is known (see {@link provenRequesters}).
 */
export type FactsOfSubmission = (
  submission: Submission,
  policy: Pick<Policy, 'requesters'>,
  proofs?: Proofs,
) => Promise<Facts>;

export interface FactSources {
  /** What is known of all else. */
  readonly known: Facts;
  readonly accountOfKey: AccountOfKey;
  readonly ownerOfKey: OwnerOfKey;
  readonly accessOf: AccessOfRequesters;
  readonly maximumOf: MaximumOfRole;
  readonly runs: Pick<RunsOfTasks, 'ofTask'>;
  readonly toAskAbout: {
    /** ARNs of the roles whose maximums decide on a submission. */
    readonly roles: (submission: Submission) => readonly string[];
    /** Id of the task whose known runs do. */
    readonly task: (submission: Submission) => string | undefined;
  };
  readonly requesterOf: typeof requesterOf;
}

/**
 * Asks AWS about the access keys in use, whose they are, and what the requesters of the hops may do; and, where that decides,
 * how long roles may be assumed and how the task's runs ended.
 */
export function submissionFacts({
  known,
  accountOfKey,
  ownerOfKey,
  accessOf,
  maximumOf,
  runs,
  toAskAbout,
  requesterOf: findRequester,
}: FactSources): FactsOfSubmission {
  return async (submission, { requesters }, proofs = noProofs) => {
    const { hops } = submission;
    const task = toAskAbout.task(submission);
    const asked = Promise.all([
      answers(toAskAbout.roles(submission).slice(0, mostRoles), maximumOf),
      answers(task === undefined ? [] : [task], runs.ofTask),
    ]);
    const inUse = hops.filter(({ iamRoleArn }) => iamRoleArn !== undefined);
    const keys = [...new Set(inUse.flatMap(({ accessKeyId }) => accessKeyId ?? []))];
    const keyAccounts = await answers(keys, accountOfKey);
    const keyOwners = await answers(keys, ownerOfKey);
    const proven = provenRequesters(hops, proofs, {
      ownerOf: (key) => ifKnown(keyOwners.get(key)),
      requesterOf: (hop) => ifKnown(findRequester(hop, { keyOwners, proven: known.proven }, requesters)),
    });
    const access = await accessOf(
      inUse.map((hop) => ifKnown(findRequester(hop, { keyOwners, proven }, requesters))?.principal.arn),
    );
    const [maximums, ofTask] = await asked;
    return {
      ...known,
      access,
      keyAccounts,
      keyOwners,
      proven,
      roleMaximums: maximums,
      runs: new Map([...known.runs, ...ofTask]),
    };
  };
}

async function answers<T>(
  questions: readonly string[],
  ask: (question: string) => Promise<Fact<T>>,
): Promise<Map<string, Fact<T>>> {
  return new Map(await Promise.all(questions.map(async (one) => [one, await ask(one)] as const)));
}
