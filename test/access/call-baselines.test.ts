import { describe, expect, it } from 'vitest';
import { actionCatalogue } from '../../shared/access/action-catalogue.ts';
import { callBaselines } from '../../shared/access/call-baselines.ts';
import { knownActions } from '../../shared/access/known-actions.ts';
import type { RequesterBaseline } from '../../shared/access/requester-baseline.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';

const { baselineActions } = defaultPolicy.parameters;
const agent = 'arn:aws:iam::123456789012:role/agents/agent';

/** Whether a call, `s3 GetObject`, is certain to be beyond the default baseline and one with these actions besides. */
function isBeyondBaseline(
  call: string,
  added: Partial<RequesterBaseline> = {},
  principalArn = agent,
): boolean {
  const [service, eventName = ''] = call.split(' ');
  const baselines = added.actions ? [{ name: 'own', requesters: ['*'], actions: [], ...added }] : [];
  const { isBeyond } = callBaselines({ baselineActions, baselines }, knownActions);
  return isBeyond({ principalArn, eventSource: `${service}.amazonaws.com`, eventName });
}

describe('a call beyond the baseline', () => {
  it.each([
    's3 GetObject',
    'monitoring ListMetrics',
    'lambda Invoke',
    'new-service NewCall',
    'sts AssumeRoot',
  ])('is, by default, %s', (call) => {
    expect(isBeyondBaseline(call)).toBe(true);
  });

  it.each(['sts AssumeRole', 'sts GetFederationToken', 'sts DecodeAuthorizationMessage', 'sts NewCall'])(
    'is, by default, not %s',
    (call) => {
      expect(isBeyondBaseline(call)).toBe(false);
    },
  );

  it('is one in China too', () => {
    const { isBeyond } = callBaselines({ baselineActions, baselines: [] }, knownActions);
    const call = { principalArn: agent, eventSource: 'sts.amazonaws.com.cn', eventName: 'AssumeRole' };
    expect(isBeyond(call)).toBe(false);
    expect(isBeyond({ ...call, eventName: 'AssumeRoot' })).toBe(true);
    expect(isBeyond({ ...call, eventSource: 's3.amazonaws.com.cn' })).toBe(true);
  });

  it.each<[string, string[]]>([
    ['iam CreateUser', ['s3:*']],
    ['ec2 RunInstances', ['s3:GetObject', 'logs:*']],
    ['iam CREATEUSER', ['s3:*']],
    ['sts AssumeRoot', ['s3:*']],
  ])('is %s where the baseline has %j', (call, actions) => {
    expect(isBeyondBaseline(call, { actions })).toBe(true);
  });

  it.each<[string, string[]]>([
    // The service itself: a version of an object needs another permission than its name says.
    ['s3 GetObject', ['s3:GetObjectVersion']],
    ['s3 DeleteBucket', ['s3:Get*']],
    ['s3 GetObject', ['S3:*']],
    ['s3 GetObject', ['*:Get*']],
    ['s3 GetObject', ['s*:Describe*']],
    // Names of events and services that are no names of actions.
    ['monitoring ListMetrics', ['cloudwatch:*']],
    ['monitoring ListMetrics', ['logs:PutLogEvents']],
    ['lambda Invoke', ['logs:PutLogEvents']],
    ['tagging GetResources', ['tag:GetResources']],
    // Application Auto Scaling calls itself `autoscaling.amazonaws.com`.
    ['autoscaling PutScalingPolicy', ['application-autoscaling:*']],
    ['autoscaling RegisterScalableTarget', ['application-autoscaling:RegisterScalableTarget']],
    // IAM Identity Center's directory has had two names.
    ['sso-directory CreateUser', ['identitystore:Create*']],
    ['new-service NewCall', ['logs:PutLogEvents']],
    ['sts AssumeRoot', ['sts:*']],
    ['sts AssumeRoot', ['sts:Assume*']],
    ['sts AssumeRoot', ['*:*']],
  ])('is not certain to be %s where the baseline has %j', (call, actions) => {
    expect(isBeyondBaseline(call, { actions })).toBe(false);
  });

  it('is judged by the baselines of its caller alone', () => {
    const added = { requesters: ['*:role/agents/*'], actions: ['s3:*'] };
    expect(isBeyondBaseline('s3 GetObject', added)).toBe(false);
    expect(isBeyondBaseline('s3 GetObject', added, 'arn:aws:iam::123456789012:role/other')).toBe(true);
  });

  it('is not certain on one of the resources of a baseline', () => {
    const added = { actions: ['s3:*'], resources: ['arn:aws:s3:::stage/*'] };
    expect(isBeyondBaseline('s3 GetObject', added)).toBe(false);
  });

  it('is judged by a baseline that the policy puts in the place of the default one', () => {
    const { isBeyond } = callBaselines({ baselineActions: ['s3:*'], baselines: [] }, knownActions);
    const call = (eventSource: string, eventName: string) =>
      isBeyond({ principalArn: agent, eventSource, eventName });
    expect(call('sts.amazonaws.com', 'GetFederationToken')).toBe(true);
    expect(call('s3.amazonaws.com', 'GetObject')).toBe(false);
    expect(call('iam.amazonaws.com', 'ListUsers')).toBe(true);
  });

  it('is any call but those of AWS STS where the baseline has nothing', () => {
    const { isBeyond } = callBaselines({ baselineActions: [], baselines: [] }, actionCatalogue({}));
    const call = { principalArn: agent, eventSource: 'x.amazonaws.com', eventName: 'Y' };
    expect(isBeyond(call)).toBe(true);
    expect(isBeyond({ ...call, eventSource: 'sts.amazonaws.com' })).toBe(false);
  });
});
