import { readFile } from 'node:fs/promises';
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  type GetAccountAuthorizationDetailsResponse,
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  PutUserPolicyCommand,
  type UserDetail,
} from '@aws-sdk/client-iam';

/** Makes the account of `events/authorization-details.json`, with all that is in it but older versions of policies. */
export async function createExampleAccount(iam: IAMClient): Promise<void> {
  const details: GetAccountAuthorizationDetailsResponse = JSON.parse(
    await readFile('events/authorization-details.json', 'utf8'),
  );
  for (const policy of details.Policies ?? []) await createPolicy(iam, policy);
  for (const group of details.GroupDetailList ?? []) await createGroup(iam, group);
  for (const user of details.UserDetailList ?? []) await createUser(iam, user);
}

async function createPolicy(iam: IAMClient, policy: ManagedPolicyDetail): Promise<void> {
  const version = policy.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
  const { PolicyName } = policy;
  await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(version?.Document) }));
}

async function createGroup(iam: IAMClient, { GroupName, AttachedManagedPolicies = [] }: GroupDetail) {
  await iam.send(new CreateGroupCommand({ GroupName }));
  for (const { PolicyArn } of AttachedManagedPolicies)
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
}

async function createUser(iam: IAMClient, { UserName, GroupList = [], UserPolicyList = [] }: UserDetail) {
  await iam.send(new CreateUserCommand({ UserName }));
  for (const GroupName of GroupList) await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  for (const { PolicyName, PolicyDocument } of UserPolicyList) {
    const document = JSON.stringify(PolicyDocument);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: document }));
  }
}
