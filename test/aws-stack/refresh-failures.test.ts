import { describe, expect } from 'vitest';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { iamRefusal, refusal } from '../support/aws-stack/faults.ts';
import type { Fault } from '../support/aws-stack/faulty-endpoint.ts';
import { it, itWith } from '../support/aws-stack/it.ts';
import {
  accessInTable,
  allow,
  createUsers,
  deleteUsers,
  newsIn,
  refresh,
  tellOfChange,
  type Users,
} from '../support/aws-stack/principals.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

const functionId = 'RefreshPrincipals';
const powerless = ['sts:AssumeRole'];
const powerful = ['s3:GetObject'];

describe('nothing is lost, and nothing gets a second id, where the function is killed', () => {
  const before: Users = { a: powerless, b: powerless, c: powerful };
  const news = ['cleared c', 'gained a', 'gained b'];

  async function change(stack: Deployment): Promise<void> {
    await hurry(stack, functionId);
    await createUsers(stack.iam, before);
    await refresh(stack);
    await allow(stack.iam, 'a', powerful);
    await allow(stack.iam, 'b', powerful);
    await allow(stack.iam, 'c', powerless);
    await tellOfChange(stack);
  }

  const death =
    ({ functionOf }: Deployment): Fault =>
    async () => {
      await functionOf(functionId).kill();
      return 'silence';
    };

  it('before it could publish', async ({ stack }) => {
    await change(stack);
    stack.endpoint.fail('PutEvents', death(stack));
    expect((await stack.mappingOf(functionId).poll()).failed).toHaveLength(1);
    expect(await stack.published()).toEqual([]);
    await stack.mappingOf(functionId).drain();
    expect(newsIn(await stack.published())).toEqual(news);
  });

  it('between publishing and keeping the snapshots', async ({ stack }) => {
    await change(stack);
    stack.endpoint.fail('PutItem', death(stack));
    expect((await stack.mappingOf(functionId).poll()).failed).toHaveLength(1);
    const first = await stack.published();
    expect(newsIn(first)).toEqual(news);

    expect((await stack.mappingOf(functionId).drain()).flatMap(({ failed }) => failed)).toEqual([]);
    const second = await stack.published();
    expect(second.length).toBeGreaterThan(0);
    expect(violationsIn([...first, ...second]).map(({ id }) => id)).toEqual(
      violationsIn(first).map(({ id }) => id),
    );
    expect(await accessInTable(stack)).toEqual({ a: true, b: true, c: false });
    await refresh(stack);
    expect(await stack.published()).toEqual([]);
  });
});

describe('IAM', () => {
  const many = (name: string): Users =>
    Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${name}-${index}`, powerful]));

  /** Moto answers with one page, whatever it is asked for: the next one's users are there only after the first. */
  it('gives users page by page, and all of them are there', async ({ stack }) => {
    await createUsers(stack.iam, many('first'));
    const asked: string[] = [];
    stack.endpoint.fail('GetAccountAuthorizationDetails', async ({ pass }) => {
      const { body, ...answer } = await pass();
      await deleteUsers(stack.iam, many('first'));
      await createUsers(stack.iam, many('second'));
      const isTruncated = '<IsTruncated>true</IsTruncated><Marker>second page</Marker>';
      const page = body.toString('utf8').replace('<IsTruncated>false</IsTruncated>', isTruncated);
      const { 'content-length': _, ...headers } = answer.headers;
      return { ...answer, headers, body: Buffer.from(page) };
    });
    stack.endpoint.fail('GetAccountAuthorizationDetails', ({ body, pass }) => {
      asked.push(new URLSearchParams(body.toString('utf8')).get('Marker') ?? '');
      return pass();
    });
    await refresh(stack);
    expect(asked).toEqual(['second page']);
    const expected = Object.keys({ ...many('first'), ...many('second') });
    expect(Object.keys(await accessInTable(stack)).sort()).toEqual(expected.sort());
  });

  it('throttles, and the function waits until it does no more', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerful });
    stack.endpoint.fail('GetAccountAuthorizationDetails', iamRefusal('Throttling'), 3);
    await refresh(stack);
    expect(stack.endpoint.calls('GetAccountAuthorizationDetails')).toBe(4);
    expect(await accessInTable(stack)).toEqual({ a: true });
  });

  it('does not let the function look: the message stays, and what was known before too', async ({
    stack,
  }) => {
    await createUsers(stack.iam, { a: powerless });
    await refresh(stack);
    await allow(stack.iam, 'a', powerful);
    await hurry(stack, functionId);
    stack.endpoint.fail('GetAccountAuthorizationDetails', iamRefusal('AccessDenied', 403), 1);
    await tellOfChange(stack);
    expect(await stack.mappingOf(functionId).poll()).toEqual({ received: 1, failed: [expect.any(String)] });
    expect(await accessInTable(stack)).toEqual({ a: false });
    await stack.mappingOf(functionId).drain();
    expect(newsIn(await stack.published())).toEqual(['gained a']);
  });

  it('names no access keys: the principals are kept all the same, and the message stays', async ({
    stack,
  }) => {
    await createUsers(stack.iam, { a: powerful });
    await hurry(stack, functionId);
    stack.endpoint.fail('ListAccessKeys', iamRefusal('AccessDenied', 403), 1);
    await tellOfChange(stack);
    expect((await stack.mappingOf(functionId).poll()).failed).toHaveLength(1);
    expect(await accessInTable(stack)).toEqual({ a: true });
    expect(stack.functionOf(functionId).printed()).toContain('the access keys of the account cannot be read');
    await stack.mappingOf(functionId).drain();
    expect(stack.endpoint.calls('ListAccessKeys')).toBe(2);
  });
});

describe('DynamoDB', () => {
  it('throttles one write: it is made again, and no other', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerful, b: powerless, c: powerful });
    stack.endpoint.fail('PutItem', refusal('ProvisionedThroughputExceededException'), 4);
    await refresh(stack);
    expect(await accessInTable(stack)).toEqual({ a: true, b: false, c: true });
    // Three snapshots and the listing.
    expect(stack.endpoint.calls('PutItem')).toBe(4 + 4);
  });

  it('is written what changed', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerful, b: powerless, c: powerful });
    await refresh(stack);
    const writes = stack.endpoint.calls('PutItem');
    await allow(stack.iam, 'b', powerful);
    await refresh(stack);
    expect(stack.endpoint.calls('PutItem') - writes).toBe(2);
  });
});

/** Moto has no Access Analyzer. */
describe('IAM Access Analyzer', () => {
  const gain = async (stack: Deployment) => {
    await createUsers(stack.iam, { a: powerless });
    await refresh(stack);
    await allow(stack.iam, 'a', powerful);
    await refresh(stack);
    const [violation] = violationsIn(await stack.published());
    return violation?.evidence.accessAnalyzer;
  };
  const operation = 'POST /policy/check-no-new-access';
  const itAsks = itWith({ AccessAnalyzerChecks: 'true' });

  itAsks('is asked where the operator wants it, and its answer is evidence', async ({ stack }) => {
    const asked: unknown[] = [];
    stack.endpoint.fail(operation, async ({ body }) => {
      asked.push(JSON.parse(JSON.parse(body.toString('utf8')).newPolicyDocument));
      const answer = JSON.stringify({ result: 'FAIL', message: 'new access', reasons: [] });
      return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(answer) };
    });
    expect(await gain(stack)).toEqual(['FAIL inline']);
    expect(asked).toMatchObject([{ Statement: [{ Action: powerful }] }]);
  });

  itAsks('refuses: the violation is published all the same, and says so', async ({ stack }) => {
    stack.endpoint.fail(operation, refusal('AccessDeniedException', 403), Infinity);
    expect(await gain(stack)).toEqual(['AccessDeniedException inline']);
  });

  it('is not asked otherwise', async ({ stack }) => {
    expect(await gain(stack)).toBeUndefined();
    expect(stack.endpoint.calls(operation)).toBe(0);
  });
});
