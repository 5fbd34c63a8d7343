/** The name of every user's inline policy. */
export const inlineName = 'inline';

/** An account's authorization details: users by name, each with the actions that an inline policy allows it everywhere. */
export function accountOf(users: Readonly<Record<string, readonly string[]>>): {
  readonly UserDetailList: readonly object[];
} {
  return {
    UserDetailList: Object.entries(users).map(([name, actions]) => ({
      Path: '/',
      UserId: `AIDA${name}`,
      UserName: name,
      Arn: arnOf(name),
      GroupList: [],
      AttachedManagedPolicies: [],
      UserPolicyList: actions.length === 0 ? [] : [inlinePolicy(actions)],
    })),
  };
}

/** The ARN of a user of the tests' account. */
export function arnOf(user: string): string {
  return `arn:aws:iam::123456789012:user/${user}`;
}

/** A document that allows actions everywhere. */
export function allowing(actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

function inlinePolicy(actions: readonly string[]): object {
  return { PolicyName: inlineName, PolicyDocument: allowing(actions) };
}
