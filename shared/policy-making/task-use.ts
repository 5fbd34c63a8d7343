import type { Facts } from '../rules/facts.ts';
import { expectedSecondsOf } from '../rules/questions.ts';
import type { Hop, Submission } from '../submission/submission.ts';

/** How a task obtains temporary credentials. */
export interface TaskUse {
  readonly title: string;
  readonly mode: Submission['task']['mode'];
  /** What the task declares, else what its known runs tell; `undefined` where neither does. */
  readonly expectedSeconds: number | undefined;
  /** The hops whose role is known. */
  readonly hops: readonly TaskHop[];
}

/** A hop with the role that it assumes. */
interface TaskHop {
  readonly role: string;
  readonly accessKeyId: string | undefined;
  /** The runtime environment whose agents' EC2 role requests; `undefined` where keys do, or nobody says. */
  readonly runtimeEnvironment: string | undefined;
}

/** Reads of a submission what a policy has to know of its task. */
export function taskUse(title: string, { task, hops }: Submission, facts: Pick<Facts, 'runs'>): TaskUse {
  return {
    title,
    mode: task.mode,
    expectedSeconds: expectedSecondsOf(task, facts),
    hops: hops.flatMap((hop) => (hop.iamRoleArn === undefined ? [] : [taskHop(hop, hop.iamRoleArn)])),
  };
}

function taskHop({ accessKeyId, useEc2RoleToAssumeRole, connection }: Hop, role: string): TaskHop {
  const { runtimeEnvironment } = connection;
  return { role, accessKeyId, runtimeEnvironment: useEc2RoleToAssumeRole ? runtimeEnvironment : undefined };
}
