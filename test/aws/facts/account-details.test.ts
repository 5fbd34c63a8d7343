import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { accountDetailsReader } from '../../../shared/aws/facts/account-details.ts';

const iam = mockClient(IAMClient);
const read = accountDetailsReader(async () => new IAMClient({ region: 'us-east-1' }));
const user = (name: string) => ({ UserName: name, Arn: `arn:aws:iam::123456789012:user/${name}` });

beforeEach(() => void iam.reset());

it('merges all pages into one', async () => {
  const pages = [
    { UserDetailList: [user('a')], Policies: [{ PolicyName: 'p' }], IsTruncated: true, Marker: 'm' },
    { UserDetailList: [user('b')], RoleDetailList: [{ RoleName: 'r' }], IsTruncated: false },
  ];
  const markers: unknown[] = [];
  iam.on(GetAccountAuthorizationDetailsCommand).callsFake(({ Marker }) => {
    markers.push(Marker);
    return pages[markers.length - 1];
  });
  expect(await read()).toEqual({
    UserDetailList: [user('a'), user('b')],
    GroupDetailList: [],
    RoleDetailList: [{ RoleName: 'r' }],
    Policies: [{ PolicyName: 'p' }],
  });
  expect(markers).toEqual([undefined, 'm']);
});

it('fails whole where a page fails: half an account would say that the rest has no policies', async () => {
  iam
    .on(GetAccountAuthorizationDetailsCommand)
    .resolvesOnce({ UserDetailList: [user('a')], IsTruncated: true, Marker: 'm' })
    .rejects(new Error('throttled'));
  await expect(read()).rejects.toThrow('throttled');
});
