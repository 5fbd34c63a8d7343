import { readFile } from 'node:fs/promises';
import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { describe, expect } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { brokenConnection, refusal, silence } from '../support/aws-stack/faults.ts';
import type { Fault } from '../support/aws-stack/faulty-endpoint.ts';
import { it, itOnOneStack } from '../support/aws-stack/it.ts';
import { createUsers, refresh } from '../support/aws-stack/principals.ts';

async function check(stack: Deployment, name: string): Promise<ProxyResponse> {
  return invoke(stack, JSON.parse(await readFile(`events/check-submission.${name}.json`, 'utf8')));
}

async function invoke({ functionOf }: Deployment, request: object): Promise<ProxyResponse> {
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

const withoutFacts: readonly [string, Fault][] = [
  ['is silent', silence],
  ['refuses', refusal('AccessDenied', 403)],
];

describe('a submission is decided without the account of its key where AWS STS', () => {
  it.for(withoutFacts)('%s', async ([, fault], { stack }) => {
    stack.endpoint.fail('GetAccessKeyInfo', fault, Infinity);
    const { statusCode, body } = await check(stack, 'root-user');
    expect(statusCode).toBe(403);
    expect(body).not.toContain('accessKeyAccountId');
    expect(await stack.published()).toHaveLength(1);
  });
});

describe('a submission that declares the root user, with a key of another user,', () => {
  async function checkWithKeyOfUser(stack: Deployment): Promise<ProxyResponse> {
    await createUsers(stack.iam, { loader: [] });
    const { AccessKey } = await stack.iam.send(new CreateAccessKeyCommand({ UserName: 'loader' }));
    await refresh(stack);
    const connection = {
      principalArn: 'arn:aws:iam::123456789012:root',
      accessKeyId: AccessKey?.AccessKeyId,
    };
    const submission = patched(compliantSubmission, { connections: { redshift: connection } });
    const headers = { 'content-type': 'application/json' };
    return invoke(stack, { headers, body: JSON.stringify(submission) });
  }

  it('is decided by the owner of the key', async ({ stack }) => {
    expect((await checkWithKeyOfUser(stack)).statusCode).toBe(200);
  });
});

it('a decision on credentials for an hour asks nothing of IAM: nobody can throttle it by submissions', async ({
  stack,
}) => {
  await check(stack, 'compliant');
  for (const operation of ['GetAccessKeyLastUsed', 'ListAccessKeys', 'GetAccountSummary', 'GetRole'])
    expect(stack.endpoint.calls(operation)).toBe(0);
});
