import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import type { Parameters } from './cloudformation.ts';
import { type RunningStack, runStack } from './running-stack.ts';

/** The stack as a test has it. */
export type Deployment = RunningStack;

/** Creates the stack, as the template has it, in a server that has none. */
export async function deploy(url: string, parameters: Parameters = {}): Promise<Deployment> {
  return runStack({ url, template: inject('template'), code: inject('code'), parameters });
}

/** Lets messages that were not deleted come back after a second, in place of six minutes. */
export async function hurry(
  { sqs, mappingOf }: Deployment,
  ...functionIds: readonly string[]
): Promise<void> {
  for (const id of functionIds)
    await sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: mappingOf(id).queueUrl,
        Attributes: { VisibilityTimeout: '1' },
      }),
    );
}
