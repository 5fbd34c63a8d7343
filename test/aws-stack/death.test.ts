import { expect } from 'vitest';
import { hurry } from '../support/aws-stack/deployment.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { it } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { messagesIn } from '../support/aws-stack/queue.ts';

const functionId = 'AuditCredentialRequests';
/** As many as two calls of PutEvents take, which are under way at once. */
const count = 15;
const inOneCall = [5, 10];

it('a function killed in the middle of a batch loses nothing: another one finishes it, with the same ids', async ({
  stack,
}) => {
  await hurry(stack, functionId);
  const expected = await record(stack, rootRecords(count));
  const [mapping, lambda] = [stack.mappingOf(functionId), stack.functionOf(functionId)];
  const firstCall = Promise.withResolvers<void>();
  stack.endpoint.fail('PutEvents', ({ pass }) => pass().finally(firstCall.resolve));
  stack.endpoint.fail('PutEvents', async () => {
    await firstCall.promise;
    await lambda.kill();
    return 'silence';
  });
  expect((await mapping.poll()).failed).toHaveLength(count);
  const [before, kept] = [await stack.published(), await messagesIn(stack.sqs, mapping.queueUrl)];
  expect(inOneCall).toContain(before.length);
  expect(kept).toBe(count);

  expect((await mapping.drain()).flatMap(({ failed }) => failed)).toEqual([]);
  const after = await stack.published();
  expect(after).toHaveLength(count);
  expect(violationsIn(after)).toEqual(expected);
  expect(violationsIn([...before, ...after])).toEqual(expected);
});
