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

/** Lambda ends the function after its 20 s, before API Gateway's 29 s are over, and then `invoke` rejects. */
describe('a decision that cannot be published is none: 503, within the time that the function has, where the bus', () => {
  it.for<[string, Fault]>([
    ['throttles', refusal('ThrottlingException')],
    ['refuses', refusal('AccessDeniedException', 403)],
    ['breaks connections', brokenConnection],
    ['is silent', silence],
  ])('%s', async ([, fault], { stack }) => {
    stack.endpoint.fail('PutEvents', fault, Infinity);
    const { statusCode, headers, body } = await check(stack, 'compliant');
    expect(statusCode).toBe(503);
    expect(headers['Retry-After']).toMatch(/^\d+$/);
    expect(JSON.parse(body)).not.toHaveProperty('decision');
    expect(await stack.published()).toEqual([]);
  });
});

it.for<[string, Fault]>([
  ['is silent', silence],
  ['refuses', refusal('AccessDenied', 403)],
])(
  'a submission is decided without the account of its key where AWS STS %s',
  async ([, fault], { stack }) => {
    stack.endpoint.fail('GetAccessKeyInfo', fault, Infinity);
    const { statusCode, body } = await check(stack, 'root-user');
    expect(statusCode).toBe(403);
    expect(stack.endpoint.calls('GetAccessKeyInfo')).toBeGreaterThan(0);
    expect(body).not.toContain('accessKeyAccountId');
    expect(await stack.published()).toHaveLength(1);
  },
);
