import { expect, it, onTestFinished } from 'vitest';
import { deploy, hurry } from '../support/aws-stack/deployment.ts';
import { exchange } from '../support/aws-stack/exchange.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { startMoto } from '../support/aws-stack/moto-server.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const functionId = 'AuditCredentialRequests';
/** As many as two calls of PutEvents take, which are under way at once. */
const count = 15;
const inOneCall = [5, 10];

/**
 * AWS keeps its queues when a machine of it dies; moto keeps nothing. So moto records the requests that it gets, and a
 * new one is brought to the old one's state by the same requests. Its random names are the same by the same seed.
 */
it('AWS is killed in the middle of a batch: when it is back, no finding is missing and none has another id', async () => {
  const folder = await temporaryFolder();
  const environment = { MOTO_ENABLE_RECORDING: 'true', MOTO_RECORDER_FILEPATH: folder.at('requests') };
  const old = await startMoto({ environment });
  onTestFinished(old.stop);
  await exchange(`${old.url}/moto-api/seed?a=1`);
  const stack = await deploy(old.url);
  onTestFinished(stack.stop);
  await hurry(stack, functionId);
  const expected = await record(stack, rootRecords(count));

  const firstCall = Promise.withResolvers<void>();
  stack.endpoint.fail('PutEvents', ({ pass }) => pass().finally(firstCall.resolve));
  stack.endpoint.fail('PutEvents', async ({ pass }) => {
    await firstCall.promise;
    await old.stop();
    return pass();
  });
  await expect(stack.mappingOf(functionId).poll()).rejects.toThrow('ECONNREFUSED');

  const restarted = await startMoto({ environment, port: old.port });
  onTestFinished(restarted.stop);
  await exchange(`${restarted.url}/moto-api/recorder/replay-recording`);
  const before = await stack.published();
  expect(inOneCall).toContain(before.length);
  expect((await stack.mappingOf(functionId).drain()).flatMap(({ failed }) => failed)).toEqual([]);
  expect(violationsIn(await stack.published())).toEqual(expected);
});
