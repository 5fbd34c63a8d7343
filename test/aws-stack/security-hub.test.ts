import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { expect } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
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

/** What Security Hub has: ids, and how often each was seen. */
async function imported({ endpoint }: Deployment): Promise<(readonly [string | undefined, number])[]> {
  const { Findings = [] } = await new SecurityHubClient(clientOptions(endpoint.url)).send(
    new GetFindingsCommand({ MaxResults: 100 }),
  );
  return Findings.map(
    ({ Id, ProductFields }) => [Id, Number(ProductFields?.['sts-warden/occurrences'])] as const,
  );
}

const counts = (violations: readonly Violation[]) =>
  findingsOf(violations).map(({ id, occurrences }) => [id, occurrences]);

it('findings are in Security Hub too, with their ids and counts', async ({ stack }) => {
  // What moto needs for this service it loads at the first call, which may take longer than the function waits.
  expect(await imported(stack)).toEqual([]);
  const expected = await record(stack, rootRecords(count));
  expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: count, failed: [] }]);
  expect(violationsIn(await stack.published())).toEqual(expected);
  expect(await imported(stack)).toEqual(counts(expected));
});

it('findings that Security Hub does not take for a while are there later, once each', async ({ stack }) => {
  await hurry(stack, functionId);
  const expected = await record(stack, rootRecords(count));
  stack.endpoint.fail('POST /findings/import', refusal('LimitExceededException', 429), tries);
  const [first, ...others] = await stack.mappingOf(functionId).drain();
  expect(first?.failed).toHaveLength(count);
  expect(others.flatMap(({ failed }) => failed)).toEqual([]);
  expect(violationsIn(await stack.published())).toEqual(expected);
  expect(await imported(stack)).toEqual(counts(expected));
});
