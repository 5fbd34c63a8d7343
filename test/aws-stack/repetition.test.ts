import { expect } from 'vitest';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { it } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

const mapping = 'AuditCredentialRequests';
const count = 15;

it('records that come twice and in another order are the same findings', async ({ stack }) => {
  const records = rootRecords(count);
  const expected = await record(stack, records);
  await stack.mappingOf(mapping).drain();
  const first = await stack.published();
  await record(stack, [...records.toReversed(), ...records]);
  await stack.mappingOf(mapping).drain();
  const second = await stack.published();

  expect([first.length, second.length]).toEqual([count, 2 * count]);
  expect(violationsIn(first)).toEqual(expected);
  expect(violationsIn(second)).toEqual(expected);
});
