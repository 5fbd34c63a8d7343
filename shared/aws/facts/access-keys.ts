import type { IAMClient } from '@aws-sdk/client-iam';

/** Calls that are under way at once: IAM throttles early, and for the whole account. */
const callsAtOnce = 8;

/** An answer of IAM that is none. */
class NoKeysAnswerError extends Error {
  override readonly name = 'NoKeysAnswerError';
}

/** Ids of access keys by the name of their user; a user that is no more by now is left out. */
export type ReadAccessKeys = (users: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * Makes a reader by iam:ListAccessKeys, which is asked user by user: nothing else names the keys of an account. The first
 * call that fails after all tries of the client fails the whole.
 */
export function accessKeysReader(client: () => Promise<IAMClient>): ReadAccessKeys {
  return async (users) => {
    const keys = new Map<string, readonly string[]>();
    const left = [...users];
    async function work(): Promise<void> {
      for (let user = left.pop(); user !== undefined; user = left.pop()) {
        const found = await keysOf(client, user);
        if (found !== undefined) keys.set(user, found);
      }
    }
    await Promise.all(Array.from({ length: callsAtOnce }, work));
    return keys;
  };
}

async function keysOf(client: () => Promise<IAMClient>, user: string): Promise<string[] | undefined> {
  const { NoSuchEntityException, paginateListAccessKeys } = await import('@aws-sdk/client-iam');
  const ids: string[] = [];
  try {
    for await (const page of paginateListAccessKeys({ client: await client() }, { UserName: user })) {
      if (!Array.isArray(page.AccessKeyMetadata)) throw new NoKeysAnswerError('IAM answered without keys');
      ids.push(...page.AccessKeyMetadata.flatMap(({ AccessKeyId: id }) => id ?? []));
    }
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
  return ids.sort();
}
