import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { expect } from 'vitest';
import { clientOptions } from '../support/aws-stack/clients.ts';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { refusal } from '../support/aws-stack/faults.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { itWith } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

/** How often the SDK calls Security Hub before it gives up. */
const tries = 2;
const functionId = 'AuditCredentialRequests';
const count = 12;
const it = itWith({ SecurityHubSink: 'true' });

async function imported({ endpoint }: Deployment): Promise<(string | undefined)[]> {
  const { Findings = [] } = await new SecurityHubClient(clientOptions(endpoint.url)).send(
    new GetFindingsCommand({ MaxResults: 100 }),
  );
  return Findings.map(({ Id }) => Id).sort();
}

it('findings are in Security Hub too, with their ids', async ({ stack }) => {
  // What moto needs for this service it loads at the first call, which may take longer than the function waits.
  expect(await imported(stack)).toEqual([]);
  const expected = await record(stack, rootRecords(count));
  expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: count, failed: [] }]);
  expect(violationsIn(await stack.published())).toEqual(expected);
  expect(await imported(stack)).toEqual(expected.map(({ id }) => id));
});

it('findings that Security Hub does not take for a while are there later, once each', async ({ stack }) => {
  await hurry(stack, functionId);
  const expected = await record(stack, rootRecords(count));
  stack.endpoint.fail('POST /findings/import', refusal('LimitExceededException', 429), tries);
  const [first, ...others] = await stack.mappingOf(functionId).drain();
  expect(first?.failed).toHaveLength(count);
  expect(others.flatMap(({ failed }) => failed)).toEqual([]);
  expect(violationsIn(await stack.published())).toEqual(expected);
  expect(await imported(stack)).toEqual(expected.map(({ id }) => id));
});
