import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  type IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Item } from '../../../shared/aws/facts/fact-table.ts';
import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { allowing, arnOf, inlineName } from '../access/accounts.ts';
import { type DeliveredEvent, putEvents } from './bus.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { entriesOf } from './entries.ts';

/** Users by name, each with the actions that its inline policy allows it everywhere; none for no policy. */
export type Users = Readonly<Record<string, readonly string[]>>;

/** Creates users in the account. */
export async function createUsers(iam: IAMClient, users: Users): Promise<void> {
  for (const [UserName, actions] of Object.entries(users)) {
    await iam.send(new CreateUserCommand({ UserName }));
    await allow(iam, UserName, actions);
  }
}

/** Puts a user's inline policy in place of the one that it has; no actions for none. */
export async function allow(iam: IAMClient, UserName: string, actions: readonly string[]): Promise<void> {
  const name = { UserName, PolicyName: inlineName };
  const PolicyDocument = JSON.stringify(allowing(actions));
  if (actions.length > 0) await iam.send(new PutUserPolicyCommand({ ...name, PolicyDocument }));
  else await iam.send(new DeleteUserPolicyCommand(name)).catch(ignoreMissing);
}

export async function deleteUsers(iam: IAMClient, users: Users): Promise<void> {
  for (const UserName of Object.keys(users)) {
    await allow(iam, UserName, []);
    await iam.send(new DeleteUserCommand({ UserName }));
  }
}

/** CloudTrail tells of a change in IAM, and RefreshPrincipals looks at the account. */
export async function refresh(stack: Deployment): Promise<void> {
  await tellOfChange(stack);
  const batches = await stack.mappingOf('RefreshPrincipals').drain();
  const failed = batches.flatMap((batch) => batch.failed);
  if (batches.length === 0 || failed.length > 0)
    throw new Error(
      `not refreshed: ${JSON.stringify(batches)}\n${stack.functionOf('RefreshPrincipals').printed()}`,
    );
}

/** Puts a change in IAM on a bus, the default one where it names none. */
export async function tellOfChange({ events }: Pick<Clients, 'events'>, bus?: string): Promise<void> {
  await putEvents(events, await entriesOf('refresh-principals.user-policy-attached.json', bus));
}

/** What the table says of users: name → whether they have access. */
export async function accessInTable({ dynamoDb, output }: Deployment): Promise<Record<string, unknown>> {
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: output('TableName') }));
  const entries = Items.filter(({ arn }) => arn !== undefined).map(({ arn, access }) => [
    nameIn(arn?.S),
    JSON.parse(access?.S ?? '').hasAccess,
  ]);
  return Object.fromEntries(entries.sort());
}

/** Makes the snapshot of a user as old as that, and the listing of its account. */
export async function makeOld(stack: Deployment, user: string, seconds: number): Promise<void> {
  const account = { S: 'account#123456789012' };
  const then = new Date(Date.now() - seconds * 1000).toISOString();
  await setTime(stack, { pk: account, sk: { S: `principal#user/${user}` } }, { takenAt: then });
  await setTime(stack, { pk: account, sk: { S: 'listing' } }, { listedAt: then });
}

/** Lets a key that was sought have been sought that much earlier. */
export async function seekEarlier(stack: Deployment, accessKeyId: string, seconds: number): Promise<void> {
  const key = { pk: { S: `sought#${accessKeyId}` }, sk: { S: 'sought' } };
  await setTime(stack, key, { soughtAt: new Date(Date.now() - seconds * 1000).toISOString() });
}

async function setTime(
  { dynamoDb, output }: Deployment,
  Key: Item,
  attribute: Readonly<Record<string, string>>,
): Promise<void> {
  const [[name = '', time = ''] = []] = Object.entries(attribute);
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: output('TableName'),
      Key,
      UpdateExpression: 'SET #time = :then',
      ConditionExpression: 'attribute_exists(#time)',
      ExpressionAttributeNames: { '#time': name },
      ExpressionAttributeValues: { ':then': { S: time } },
    }),
  );
}

/** What was published on principals' access, in the order of the names: `gained a`, `cleared b`. */
export function newsIn(events: readonly DeliveredEvent[]): string[] {
  return events
    .map(({ 'detail-type': type, detail }) =>
      type === 'Requester Access Cleared'
        ? `cleared ${nameIn((detail as { arn: string }).arn)}`
        : `gained ${nameIn((detail as Violation).subject.requester)}`,
    )
    .sort();
}

function nameIn(arn: string | undefined): string {
  return arn?.replace(arnOf(''), '') ?? '';
}

function ignoreMissing(error: Error): void {
  if (error.name !== 'NoSuchEntityException') throw error;
}
