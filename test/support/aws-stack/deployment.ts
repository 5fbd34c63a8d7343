import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import type { Parameters } from './cloudformation.ts';
import { type RunningStack, runStack } from './running-stack.ts';
import type { HostOptions } from './wiring.ts';

/** The stack as a test has it. */
export type Deployment = RunningStack;

/** Creates the stack, as the template has it, in a server that has none. */
export async function deploy(
  url: string,
  parameters: Parameters = {},
  host: HostOptions = {},
): Promise<Deployment> {
  return runStack({ url, template: inject('template'), code: inject('code'), parameters, host });
}

/** Tries, after which a message goes to the dead-letter queue, in a hurry. */
const tries = 5;

/** Lets messages that were not deleted come back after a second, in place of six minutes, and five times in all. */
export async function hurry(
  { sqs, mappingOf }: Deployment,
  ...functionIds: readonly string[]
): Promise<void> {
  for (const id of functionIds) {
    const { queueUrl: QueueUrl } = mappingOf(id);
    const question = { QueueUrl, AttributeNames: ['RedrivePolicy' as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(question));
    const redrive = { ...JSON.parse(Attributes?.RedrivePolicy ?? ''), maxReceiveCount: tries };
    const hurried = { VisibilityTimeout: '1', RedrivePolicy: JSON.stringify(redrive) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: hurried }));
  }
}
