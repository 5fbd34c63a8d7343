import { AccessAnalyzerClient, CheckNoNewAccessCommand } from '@aws-sdk/client-accessanalyzer';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import type { PrincipalAccess } from '../../../shared/access/principal-access.ts';
import type { PrincipalPolicies } from '../../../shared/access/principal-policies.ts';
import { accessAnalyzerOpinion, noSecondOpinion } from '../../../shared/aws/facts/second-opinion.ts';
import { bookOf } from '../../support/evaluation/rule-books.ts';

const analyzer = mockClient(AccessAnalyzerClient);
const ask = accessAnalyzerOpinion(async () => new AccessAnalyzerClient({ region: 'eu-central-1' }));
const arn = 'arn:aws:iam::123456789012:user/loader';
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const text = JSON.stringify(document);
const principal: PrincipalPolicies = {
  arn,
  policies: [
    { name: 'object', source: document },
    { name: 'encoded', source: encodeURIComponent(text) },
    { name: 'text', source: text },
    { name: 'harmless', source: text },
  ],
  boundary: undefined,
  missing: [],
};
const access: PrincipalAccess = {
  arn,
  hasAccess: true,
  grants: [{ policy: 'object' }, { policy: 'encoded' }, { policy: 'text' }, { policy: 'text' }],
};

beforeEach(() => void analyzer.reset());

it('asks of each policy that grants, once, whether it allows more than the baseline', async () => {
  analyzer.on(CheckNoNewAccessCommand).resolvesOnce({ result: 'PASS' }).resolves({ result: 'FAIL' });
  expect(await ask(bookOf(), principal, access)).toEqual({
    accessAnalyzer: ['PASS object', 'FAIL encoded', 'FAIL text'],
  });
  const inputs = analyzer.commandCalls(CheckNoNewAccessCommand).map(({ args }) => args[0].input);
  expect(inputs.map(({ newPolicyDocument }) => newPolicyDocument)).toEqual([text, text, text]);
  expect(inputs[0]?.policyType).toBe('IDENTITY_POLICY');
  const { policy } = bookOf();
  expect(JSON.parse(inputs[0]?.existingPolicyDocument ?? '')).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: policy.parameters.baselineActions, Resource: '*' }],
  });
  expect(policy.parameters.baselineActions).toContain('sts:AssumeRole');
});

it('counts the requester’s own baselines in, and those of nobody else', async () => {
  analyzer.on(CheckNoNewAccessCommand).resolves({ result: 'PASS' });
  const bucket = 'arn:aws:s3:::agent-storage';
  const baselines = [
    { name: 'storage', requesters: [arn], actions: ['s3:*'], resources: [bucket] },
    { name: 'others', requesters: ['*:role/*'], actions: ['sqs:*'] },
  ];
  await ask(bookOf({ parameters: { baselines } }), principal, access);
  const [call] = analyzer.commandCalls(CheckNoNewAccessCommand);
  const { Statement } = JSON.parse(call?.args[0].input.existingPolicyDocument ?? '');
  expect(Statement.slice(1)).toEqual([{ Effect: 'Allow', Action: ['s3:*'], Resource: [bucket] }]);
});

it('is asked of the first twenty at most: each check costs', async () => {
  analyzer.on(CheckNoNewAccessCommand).resolves({ result: 'PASS' });
  const names = Array.from({ length: 25 }, (_, index) => `policy ${index}`);
  const many = { ...principal, policies: names.map((name) => ({ name, source: text })) };
  const grants = names.map((policy) => ({ policy }));
  const { accessAnalyzer } = await ask(bookOf(), many, { ...access, grants });
  expect(accessAnalyzer).toEqual(names.slice(0, 20).map((name) => `PASS ${name}`));
  expect(analyzer.commandCalls(CheckNoNewAccessCommand)).toHaveLength(20);
});

it('says why there is no answer, and fails nothing', async () => {
  const failure = Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'UnprocessableEntityException' });
  analyzer.on(CheckNoNewAccessCommand).resolvesOnce({}).rejects(failure);
  expect(await ask(bookOf(), principal, access)).toEqual({
    accessAnalyzer: [
      'no answer object',
      'UnprocessableEntityException encoded',
      'UnprocessableEntityException text',
    ],
  });
});

it('is not asked where it is off', async () => {
  expect(await noSecondOpinion(bookOf(), principal, access)).toEqual({});
  expect(analyzer.calls()).toEqual([]);
});
