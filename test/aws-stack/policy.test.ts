import { expect } from 'vitest';
import { refusal } from '../support/aws-stack/faults.ts';
import type { Fault, FaultyEndpoint } from '../support/aws-stack/faulty-endpoint.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { itWith } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

const functionId = 'AuditCredentialRequests';
const it = itWith({ PolicyInAppConfig: 'true' });

/** AppConfig's data plane, which moto has none of: one policy, whoever asks. */
function serve({ fail }: FaultyEndpoint, policy: string): void {
  const answer = (status: number, headers: Record<string, string>, body: string): Fault => {
    return async () => ({ status, headers, body: Buffer.from(body) });
  };
  const session = JSON.stringify({ InitialConfigurationToken: 'first' });
  fail('POST /configurationsessions', answer(201, { 'content-type': 'application/json' }, session), Infinity);
  const next = { 'next-poll-configuration-token': 'next', 'next-poll-interval-in-seconds': '60' };
  fail('GET /configuration', answer(200, { 'content-type': 'application/json', ...next }, policy), Infinity);
}

it('what the policy in AppConfig switches off is not found', async ({ stack }) => {
  const policy = { schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'off' } } };
  serve(stack.endpoint, JSON.stringify(policy));
  await record(stack, rootRecords(3));
  expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 3, failed: [] }]);
  expect(await stack.published()).toEqual([]);
  expect(stack.endpoint.calls('GET /configuration')).toBe(1);
});

it.for<[string, (endpoint: FaultyEndpoint) => void, string]>([
  [
    'is broken',
    (endpoint) => serve(endpoint, '{"schemaVersion":"1","rules":{"no-such-rule":{"mode":"off"}}}'),
    'BrokenPolicyError',
  ],
  [
    'cannot be had',
    ({ fail }) => fail('POST /configurationsessions', refusal('InternalServerException', 500), Infinity),
    'InternalServerException',
  ],
])(
  'where the policy in AppConfig %s, the defaults find, and the failure is told and counted',
  async ([, prepare, reason], { stack }) => {
    prepare(stack.endpoint);
    const expected = await record(stack, rootRecords(3));
    await stack.mappingOf(functionId).drain();
    expect(violationsIn(await stack.published())).toEqual(expected);
    const printed = stack.functionOf(functionId).printed();
    expect(printed).toContain(reason);
    expect(printed).toMatch(/"PolicyFailures":[1-9]/);
  },
);
