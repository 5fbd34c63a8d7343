import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  ResourceNotFoundException,
  type ResourceType,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  appConfigDocument,
  NoDocumentError,
  NothingDeployedError,
} from '../../../shared/aws/policy/app-config-document.ts';

const appConfig = mockClient(AppConfigDataClient);
const reader = () =>
  appConfigDocument({ profile: 'app/live/policy', client: async () => new AppConfigDataClient({}) });
const sessions = () => appConfig.commandCalls(StartConfigurationSessionCommand);

/** What AWS AppConfig answers to the following questions: a document, nothing new, or an error. */
function answers(...given: readonly (string | Error)[]): void {
  let at = 0;
  appConfig.on(GetLatestConfigurationCommand).callsFake(async () => {
    const answer = given[at++];
    if (answer instanceof Error) throw answer;
    return { NextPollConfigurationToken: 'next', Configuration: new TextEncoder().encode(answer) };
  });
}

beforeEach(() => {
  appConfig.reset();
  appConfig.on(StartConfigurationSessionCommand).resolves({ InitialConfigurationToken: 'token' });
});

describe('a document in AWS AppConfig', () => {
  it('is asked for by the ids of its application, environment and profile', async () => {
    answers('one €');
    expect(await reader()()).toBe('one €');
    expect(sessions()[0]?.args[0].input).toMatchObject({
      ApplicationIdentifier: 'app',
      EnvironmentIdentifier: 'live',
      ConfigurationProfileIdentifier: 'policy',
    });
  });

  it('is what it was where there is nothing new, and another one where there is, in one session', async () => {
    answers('one', '', 'two');
    const read = reader();
    expect([await read(), await read(), await read()]).toEqual(['one', 'one', 'two']);
    expect(sessions()).toHaveLength(1);
  });

  it('cannot be had where the first answer is empty', async () => {
    answers('');
    await expect(reader()()).rejects.toThrow(NoDocumentError);
  });

  it('is asked for in another session after a failure, which may have used the token up', async () => {
    answers('one', new Error('unreachable'), 'two');
    const read = reader();
    await read();
    await expect(read()).rejects.toThrow('unreachable');
    expect(await read()).toBe('two');
    expect(sessions()).toHaveLength(2);
  });

  it('is asked for anew where no session could be opened', async () => {
    appConfig.on(StartConfigurationSessionCommand).rejectsOnce(new Error('unreachable'));
    answers('one');
    const read = reader();
    await expect(read()).rejects.toThrow('unreachable');
    appConfig.on(StartConfigurationSessionCommand).resolves({ InitialConfigurationToken: 'token' });
    expect(await read()).toBe('one');
  });

  describe('that AWS AppConfig does not find', () => {
    const missing = (ResourceType?: ResourceType) =>
      new ResourceNotFoundException({
        message: 'not found',
        $metadata: {},
        ...(ResourceType && { ResourceType }),
      });

    it.each(['Deployment', 'Configuration'] as const)(
      'was never deployed where its %s is missing, whichever call says so',
      async (type) => {
        answers(missing(type));
        await expect(reader()()).rejects.toThrow(NothingDeployedError);
        appConfig.on(StartConfigurationSessionCommand).rejects(missing(type));
        await expect(reader()()).rejects.toThrow(NothingDeployedError);
      },
    );

    it.each(['Application', 'Environment', 'ConfigurationProfile', undefined] as const)(
      'cannot be had where its %s is missing',
      async (type) => {
        appConfig.on(StartConfigurationSessionCommand).rejects(missing(type));
        await expect(reader()()).rejects.not.toThrow(NothingDeployedError);
      },
    );

    it('is asked for anew, in a session that opens once it is there', async () => {
      answers(missing('Deployment'), 'one');
      const read = reader();
      await expect(read()).rejects.toThrow(NothingDeployedError);
      expect(await read()).toBe('one');
      expect(sessions()).toHaveLength(2);
    });
  });
});
