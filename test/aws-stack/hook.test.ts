import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { brokenConnection, refusal, silence } from '../support/aws-stack/faults.ts';
import type { Fault } from '../support/aws-stack/faulty-endpoint.ts';
import { it, itOnOneStack } from '../support/aws-stack/it.ts';

async function check({ functionOf }: Deployment, name: string): Promise<ProxyResponse> {
  const request = JSON.parse(await readFile(`events/check-submission.${name}.json`, 'utf8'));
  return (await functionOf('CheckSubmission').invoke(request)) as ProxyResponse;
}

itOnOneStack.for([
  ['compliant', 200, ['Mapping Submission Allowed']],
  ['root-user', 403, ['Mapping Submission Blocked']],
  ['dry-run', 403, []],
  ['holds-a-secret', 400, []],
] as const)(
  'the submission %s is answered with %i and published as %j',
  async ([name, status, types], { stack }) => {
    expect((await check(stack, name)).statusCode).toBe(status);
    expect((await stack.published()).map((event) => event['detail-type'])).toEqual(types);
  },
);

const faults: readonly [string, Fault][] = [
  ['throttles', refusal('ThrottlingException')],
  ['refuses', refusal('AccessDeniedException', 403)],
  ['breaks connections', brokenConnection],
  ['is silent', silence],
];

/** Lambda ends the function after its 20 s, before API Gateway's 29 s are over, and then `invoke` rejects. */
describe.for([
  ['published', 'bus', 'PutEvents'],
  ['made', 'table', 'BatchGetItem'],
] as const)(
  'a decision that cannot be %s is none: 503, within the time that the function has, where the %s',
  ([, , operation]) => {
    it.for(faults)('%s', async ([, fault], { stack }) => {
      stack.endpoint.fail(operation, fault, Infinity);
      const { statusCode, headers, body } = await check(stack, 'compliant');
      expect(statusCode).toBe(503);
      expect(headers['Retry-After']).toMatch(/^\d+$/);
      expect(JSON.parse(body)).not.toHaveProperty('decision');
      expect(await stack.published()).toEqual([]);
    });
  },
);

describe.for([
  ['the account of its key', 'AWS STS', 'GetAccessKeyInfo', 'accessKeyAccountId'],
  ['the owner of its key', 'AWS IAM', 'GetAccessKeyLastUsed', 'resolved'],
] as const)('a submission is decided without %s where %s', ([, , operation, evidence]) => {
  it.for<[string, Fault]>([
    ['is silent', silence],
    ['refuses', refusal('AccessDenied', 403)],
  ])('%s', async ([, fault], { stack }) => {
    stack.endpoint.fail(operation, fault, Infinity);
    const { statusCode, body } = await check(stack, 'root-user');
    expect(statusCode).toBe(403);
    expect(stack.endpoint.calls(operation)).toBeGreaterThan(0);
    expect(body).not.toContain(evidence);
    expect(await stack.published()).toHaveLength(1);
  });
});

it('a decision comes in time where nobody tells whose the key is, and the bus is silent', async ({
  stack,
}) => {
  stack.endpoint.fail('GetAccessKeyLastUsed', silence, Infinity);
  stack.endpoint.fail('PutEvents', silence, Infinity);
  expect((await check(stack, 'compliant')).statusCode).toBe(503);
});
