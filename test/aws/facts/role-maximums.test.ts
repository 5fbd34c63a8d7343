import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorName } from '../../../shared/aws/calls/failures.ts';
import { roleMaximums } from '../../../shared/aws/facts/role-maximums.ts';
import { absent, known, unavailable } from '../../../shared/json/fact.ts';

const iam = mockClient(IAMClient);
const client = new IAMClient({ region: 'eu-central-1' });
const asked = () => iam.commandCalls(GetRoleCommand).map(({ args }) => args[0].input.RoleName);
const roleArn = 'arn:aws:iam::123456789012:role/redshift-stage';
const answer = (Role: object | undefined) => ({ Role }) as never;
const roleOf = (MaxSessionDuration: unknown, Arn = roleArn) => answer({ Arn, MaxSessionDuration });
const failure = (name: string) => Object.assign(new Error('MUST-NEVER-LEAVE'), { name });

/** A lookup whose clock stands at second 0 until it is set. */
function lookup() {
  const reported: unknown[] = [];
  const clock = { seconds: 0 };
  const maximumOf = roleMaximums({
    client: async () => client,
    ownAccount: '123456789012',
    now: () => new Date(clock.seconds * 1000),
    report: async (fact, error) => void reported.push([fact, errorName(error)]),
  });
  return { maximumOf, reported, clock };
}

beforeEach(() => {
  iam.reset();
  iam.on(GetRoleCommand).resolves(roleOf(7200));
});

describe('roleMaximums', () => {
  it('asks IAM by the role’s name, whatever its path', async () => {
    const withPath = 'arn:aws:iam::123456789012:role/a/b/redshift-stage';
    iam.on(GetRoleCommand).resolves(roleOf(43_200, withPath));
    const { maximumOf, reported } = lookup();
    expect(await maximumOf(withPath)).toEqual(known(43_200));
    expect(asked()).toEqual(['redshift-stage']);
    expect(reported).toEqual([]);
  });

  it.each([
    ['a maximum', () => roleOf(7200), known(7200)],
    ['that there is no such role', () => Promise.reject(failure('NoSuchEntityException')), absent],
  ])('remembers for a minute %s', async (_, says, expected) => {
    iam.on(GetRoleCommand).callsFake(says);
    const { maximumOf, reported, clock } = lookup();
    for (const seconds of [0, 59, 60]) {
      clock.seconds = seconds;
      expect(await maximumOf(roleArn)).toEqual(expected);
    }
    expect(asked()).toHaveLength(2);
    expect(reported).toEqual([]);
  });

  it.each(['AccessDenied', 'ThrottlingException', 'TimeoutError'])(
    'never rejects, and asks again, after %s',
    async (name) => {
      iam.on(GetRoleCommand).rejectsOnce(failure(name)).resolves(roleOf(7200));
      const { maximumOf, reported } = lookup();
      expect(await maximumOf(roleArn)).toBe(unavailable);
      expect(await maximumOf(roleArn)).toEqual(known(7200));
      expect(reported).toEqual([['role-max-session-duration', name]]);
    },
  );

  it.each<[string, never]>([
    ['no role', answer(undefined)],
    ['a role without an ARN', answer({ MaxSessionDuration: 7200 })],
    ['no maximum', roleOf(undefined)],
    ['text', roleOf('7200')],
    ['less than any role has', roleOf(3599)],
    ['more than any role has', roleOf(43_201)],
    ['part of a second', roleOf(7200.5)],
  ])('has no answer in %s, and asks again', async (_, says) => {
    iam.on(GetRoleCommand).resolves(says);
    const { maximumOf, reported } = lookup();
    for (const _time of [1, 2]) expect(await maximumOf(roleArn)).toBe(unavailable);
    expect(asked()).toHaveLength(2);
    expect(reported).toEqual(Array(2).fill(['role-max-session-duration', 'NoAnswerError']));
  });

  it('knows no role under another path than it has', async () => {
    iam.on(GetRoleCommand).resolves(roleOf(43_200, 'arn:aws:iam::123456789012:role/other/redshift-stage'));
    const { maximumOf, reported } = lookup();
    expect(await maximumOf(roleArn)).toBe(absent);
    expect(reported).toEqual([]);
  });

  it.each([
    ['another account’s role', 'arn:aws:iam::210987654321:role/redshift-stage'],
    ['a role of no name', 'arn:aws:iam::123456789012:role/'],
    ['a user', 'arn:aws:iam::123456789012:user/redshift-stage'],
    ['a name that no role has', 'arn:aws:iam::123456789012:role/redshift stage'],
    ['a name of 65 characters', `arn:aws:iam::123456789012:role/${'x'.repeat(65)}`],
    ['nothing', ''],
  ])('asks nobody of %s', async (_, arn) => {
    const { maximumOf, reported } = lookup();
    expect(await maximumOf(arn)).toBe(absent);
    expect(asked()).toEqual([]);
    expect(reported).toEqual([]);
  });

  it('does not reject where the client cannot be made', async () => {
    const maximumOf = roleMaximums({
      client: () => Promise.reject(new Error('no region')),
      ownAccount: '123456789012',
      now: () => new Date(0),
      report: async () => undefined,
    });
    expect(await maximumOf(roleArn)).toBe(unavailable);
  });
});
