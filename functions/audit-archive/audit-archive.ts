import middy from '@middy/core';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { metered } from '../../shared/aws/lambda/metered.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import { type Fields, isObject } from '../../shared/json/value.ts';
import { type StepContext, type StepDependencies, workOnStep } from './history/steps.ts';

type Handler = (event: unknown, context: StepContext) => Promise<unknown>;

export interface ArchiveDependencies extends StepDependencies {
  /** What works on messages of the queue. */
  readonly auditLogFiles: (event: unknown, context: never) => Promise<unknown>;
  readonly meter: Meter;
  readonly log: Log;
}

/**
 * Audits a trail's log files: as they come, by the messages of a queue, and those that are there, by the steps of a state
 * machine. A step that fails rejects, and the state machine tries it again.
 */
export function auditArchive({ auditLogFiles, log, ...dependencies }: ArchiveDependencies): Handler {
  const work = middy<Fields>()
    .use(metered(dependencies.meter))
    .handler(async (event, context) => {
      try {
        return await workOnStep(event, context, dependencies);
      } catch (error) {
        await log('error', 'a step of an audit failed', { step: event.step, run: event.run, error });
        throw error;
      }
    });
  return async (event, context) =>
    isObject(event) && 'step' in event
      ? work(event, context as never)
      : auditLogFiles(event, context as never);
}
