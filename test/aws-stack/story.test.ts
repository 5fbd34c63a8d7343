import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { arnOf } from '../support/access/accounts.ts';
import { account } from '../support/aws-stack/clients.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { iamRefusal } from '../support/aws-stack/faults.ts';
import { it } from '../support/aws-stack/it.ts';
import { createUsers, refresh, tellOfChange } from '../support/aws-stack/principals.ts';

/** As AWS writes them; moto's own have another form. */
const uniqueId = 'AIDAEXAMPLEEXAMPLE01';
const root = `arn:aws:iam::${account}:root`;

/** A user with a key, as API Gateway says who it is when it signs with that key. */
async function userWithKey({ iam }: Deployment, UserName: string) {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const accessKey = AccessKey?.AccessKeyId ?? '';
  return { accessKey, accountId: account, caller: uniqueId, userArn: arnOf(UserName) };
}

type Identity = Awaited<ReturnType<typeof userWithKey>>;

it('the requester submits and is allowed; tampered, replayed, by root, and with IAM down: each gets its due', async ({
  stack,
}) => {
  await createUsers(stack.iam, { 'mapping-requester': ['sts:AssumeRole'], administrator: ['*:*'] });
  const requester = await userWithKey(stack, 'mapping-requester');
  await refresh(stack);

  async function submit(
    submissionId: string,
    key: string,
    delta: object = {},
    identity: Identity = requester,
  ) {
    const connections = { redshift: { accessKeyId: key } };
    const document = patched({ ...compliantSubmission, submissionId }, patched({ connections }, delta));
    const { statusCode, body } = (await stack.functionOf('CheckSubmission').invoke({
      headers: { 'content-type': 'application/json' },
      requestContext: { identity },
      body: JSON.stringify(document),
    })) as ProxyResponse;
    return { status: statusCode, answer: JSON.parse(body) };
  }
  const published = async () => (await stack.published()).map((event) => event['detail-type']);

  const allowed = await submit('orders-1', requester.accessKey);
  expect(allowed.status).toBe(200);
  expect(allowed.answer.requesters).toMatchObject([{ principal: requester.userArn, evidence: 'proven' }]);

  const replayed = await submit('orders-1', requester.accessKey);
  expect(replayed).toEqual(allowed);

  const tampered = await submit('orders-1', requester.accessKey, { task: { expectedRunSeconds: 60 } });
  expect([tampered.status, tampered.answer.type]).toEqual([409, 'urn:sts-warden:problem:other-submission']);

  const byRoot = { connections: { redshift: { accessKeyId: null, principalArn: root } } };
  const blocked = await submit('orders-2', requester.accessKey, byRoot);
  expect([blocked.status, blocked.answer.violations.map(({ ruleId }: { ruleId: string }) => ruleId)]).toEqual(
    [403, ['no-root-credentials']],
  );
  const told = ['Mapping Submission Allowed', 'Mapping Submission Blocked'];
  expect(await published()).toEqual(told);

  // IAM is down when the administrator's key is made: nobody can say whose it is.
  const administrator = await userWithKey(stack, 'administrator');
  stack.endpoint.fail('GetAccountAuthorizationDetails', iamRefusal('AccessDenied', 403));
  await tellOfChange(stack);
  expect((await stack.mappingOf('RefreshPrincipals').poll()).failed).toHaveLength(1);
  expect((await submit('orders-3', administrator.accessKey)).status).toBe(503);
  expect((await published()).filter((type) => type.startsWith('Mapping'))).toEqual([]);

  // IAM is back, and has the next change; the first one waits for its next try.
  await tellOfChange(stack);
  expect((await stack.mappingOf('RefreshPrincipals').poll()).failed).toEqual([]);
  const guilty = await submit('orders-3', administrator.accessKey);
  expect([guilty.status, guilty.answer.violations[0].ruleId]).toEqual([403, 'requester-has-no-access']);
});
