import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerHost } from '../../tools/sam/container-host.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { functionVariables } from '../../tools/sam/local-aws.ts';
import { writeLocalTemplate } from '../../tools/sam/templates.ts';
import { invoke } from '../support/functions/invoke.ts';

const violation = 'audit-credential-requests.root-get-session-token.json';
const submission = 'events/check-submission.compliant.json';
const folder = await mkdtemp(join(tmpdir(), 'sts-warden-sam-'));
const { address, name: host } = await containerHost();
/** Takes connections and never says a word. */
const silent: Server = createServer();

beforeAll(async () => {
  await once(silent.listen(0, address), 'listening');
});

afterAll(async () => {
  silent.close();
  await rm(folder, { recursive: true });
});

/** Nobody listens on port 1. */
const refusing = functionVariables(`http://${host}:1`);
const unanswering = () => functionVariables(`http://${host}:${(silent.address() as AddressInfo).port}`);
const hookFailed = {
  kind: 'answered',
  response: { statusCode: 503, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } },
};

describe.concurrent('an event of a wrong shape', () => {
  const shapes = { 'an empty one': {}, 'a message without a body': { Records: [{ messageId: '1' }] } };

  it.each(
    Object.entries(shapes).flatMap(([shape, event]) => [
      { shape, event, name: 'AuditCredentialRequests', door: 'audit-credential-requests' },
      { shape, event, name: 'ReviewSubmission', door: 'review-submission' },
      { shape, event, name: 'RefreshPrincipals', door: 'refresh-principals' },
    ]),
  )('fails $name, as in this process: $shape', async ({ shape, event, name, door }) => {
    const eventFile = join(folder, `${door} ${shape}.json`);
    await writeFile(eventFile, JSON.stringify(event));
    const here = await invoke(door, event).catch((error: Error) => error);
    const { outcome } = await invokeFunction({ name, eventFile, variables: refusing });
    expect(here).toBeInstanceOf(Error);
    const { name: errorType, message: errorMessage } = here as Error;
    expect(outcome).toMatchObject({ kind: 'failed', error: { errorType, errorMessage } });
  });

  it('is refused by CheckSubmission, as in this process', async () => {
    const eventFile = join(folder, 'no-request.json');
    await writeFile(eventFile, '{}');
    const { response } = await invoke('check-submission', {});
    const { outcome } = await invokeFunction({ name: 'CheckSubmission', eventFile, variables: refusing });
    expect(outcome).toEqual({ kind: 'answered', response });
  });
});

describe.concurrent('an AWS that refuses connections', () => {
  it('makes AuditCredentialRequests hand a violation back to the queue', async () => {
    const eventFile = `events/${violation}`;
    const { outcome } = await invokeFunction({
      name: 'AuditCredentialRequests',
      eventFile,
      variables: refusing,
    });
    expect(outcome).toMatchObject({
      kind: 'answered',
      response: { batchItemFailures: [{ itemIdentifier: expect.any(String) }] },
    });
  });

  it('makes CheckSubmission answer 503', async () => {
    const { outcome, log } = await invokeFunction({
      name: 'CheckSubmission',
      eventFile: submission,
      variables: refusing,
    });
    expect(outcome).toMatchObject(hookFailed);
    expect(log).toMatch(/submission not checked/);
  });
});

describe.concurrent('an AWS that never answers', () => {
  it('makes CheckSubmission answer 503 before its time is over', async () => {
    const { outcome } = await invokeFunction({
      name: 'CheckSubmission',
      eventFile: submission,
      variables: unanswering(),
    });
    expect(outcome).toMatchObject(hookFailed);
  });

  it('makes a function time out that has a second only', async () => {
    const template = await writeLocalTemplate({ path: '.aws-sam/local/one-second.yaml', timeout: 1 });
    const { outcome } = await invokeFunction({
      name: 'AuditCredentialRequests',
      eventFile: `events/${violation}`,
      variables: unanswering(),
      template,
    });
    // middy gives up a moment before Lambda does; either way the batch comes back.
    const how = outcome.kind === 'failed' ? outcome.error.errorType : outcome.kind;
    expect(['timed out', 'TimeoutError']).toContain(how);
  });
});
