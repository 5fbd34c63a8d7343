import type { CredentialUse } from './credential-use.ts';
import type { TaskUse } from './task-use.ts';

/** Who was seen to request with an access key, or with the EC2 role of a runtime environment. */
export interface ProposedRequester {
  readonly principalArn: string;
  readonly accessKeyId?: string;
  readonly runtimeEnvironment?: string;
  /** The records show it; else they only make it likely. */
  readonly isShown: boolean;
  readonly tasks: readonly string[];
}

const userArn = /^arn:aws[a-z-]*:iam::\d{12}:(?:user\/[\x21-\x7e]{1,600}|root)$/;
const agentArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/;
const keyId = /^[A-Z0-9]{16,128}$/;

/**
 * Who stands behind the access keys and runtime environments of tasks, as far as records show it: a key by who used it; an
 * environment where one role alone was seen to request what its tasks assume.
 */
export function proposeRequesters(
  tasks: readonly TaskUse[],
  uses: readonly CredentialUse[],
): ProposedRequester[] {
  return [...byKey(tasks, uses), ...byEnvironment(tasks, uses)];
}

function byKey(tasks: readonly TaskUse[], uses: readonly CredentialUse[]): ProposedRequester[] {
  return titlesBy(tasks, ({ accessKeyId }) => accessKeyId).flatMap(([accessKeyId, titles]) => {
    const owner = uses.find((use) => use.accessKeyIds.has(accessKeyId))?.principalArn;
    if (owner === undefined || !userArn.test(owner) || !keyId.test(accessKeyId)) return [];
    return [{ accessKeyId, principalArn: owner, isShown: true, tasks: titles }];
  });
}

function byEnvironment(tasks: readonly TaskUse[], uses: readonly CredentialUse[]): ProposedRequester[] {
  return titlesBy(tasks, ({ runtimeEnvironment }) => runtimeEnvironment).flatMap(
    ([runtimeEnvironment, titles]) => {
      const roles = new Set<unknown>(
        tasks.flatMap(({ hops }) =>
          hops.filter((hop) => hop.runtimeEnvironment === runtimeEnvironment).map(({ role }) => role),
        ),
      );
      const agents = uses.filter((use) => roles.has(use.role) && agentArn.test(use.principalArn ?? ''));
      const [agent, ...others] = new Set(agents.map(({ principalArn }) => principalArn));
      if (agent === undefined || others.length > 0) return [];
      return [{ runtimeEnvironment, principalArn: agent, isShown: false, tasks: titles }];
    },
  );
}

/** The titles of the tasks by what one of their hops has. */
function titlesBy(
  tasks: readonly TaskUse[],
  memberOf: (hop: TaskUse['hops'][number]) => string | undefined,
): [string, string[]][] {
  const titles = new Map<string, Set<string>>();
  for (const { title, hops } of tasks) {
    for (const member of hops.map(memberOf)) {
      if (member === undefined) continue;
      titles.set(member, (titles.get(member) ?? new Set()).add(title));
    }
  }
  return [...titles].map(([member, found]) => [member, [...found]]);
}
