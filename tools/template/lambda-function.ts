import type { Rules } from './blocks/event-rule.ts';
import type { Graph } from './blocks/graph.ts';
import type { Statement } from './blocks/iam.ts';
import type { Resources } from './resources.ts';
import type { Explained, Value } from './value.ts';

/**
 * A function of `functions/`. From this follow its code, log group and role, its queue, rules and dead-letter queue, its
 * alarms, its places on the dashboard and its outputs.
 */
export interface LambdaFunction {
  /** Its logical id; in kebab case, its folder. */
  readonly name: string;
  readonly does: string;
  /** Megabytes. */
  readonly memory: Explained<Value>;
  /** Seconds. */
  readonly timeout: Explained<number>;
  /** Megabytes of disk; 512 where it is absent. */
  readonly disk?: Explained<number>;
  readonly reservedConcurrency?: Value;
  /** How a new version of it takes over; without, it has no versions. */
  readonly takeover?: Takeover;
  /** Variables besides those that all functions have. */
  readonly environment?: Readonly<Record<string, Value>>;
  /** What invokes it: rules by way of a queue, or other events as SAM has them. */
  readonly queue?: QueueTrigger;
  readonly events?: Readonly<Record<string, Value>>;
  /** What it does with the policy. Who reads it says on the bus that it changed; who judges by it publishes what it finds. */
  readonly policy: 'judges by it' | 'reads it' | 'needs none';
  /** Publishes on the bus, though it needs no policy for that. */
  readonly speaks?: true;
  /** What it may do besides writing its log, reading its queue, and what follows from the policy. */
  readonly permissions?: readonly Statement[];
  readonly managedPolicies?: readonly Value[];
  /** What it means that its alarms ring, and alarms of its own by their logical ids. */
  readonly alarms: { readonly errors: string; readonly throttles: string; readonly further?: Resources };
  readonly graphs?: readonly Graph[];
}

/** How a new version of a function takes over from the one before, by an alias. */
interface Takeover {
  /** How fast, as SAM names it, and whether CodeDeploy shifts the calls at all. */
  readonly type: Value;
  readonly isGradual: Value;
  /** While one of these rings, calls go back to the version before, and no other takes over. */
  readonly alarms: readonly string[];
  /** What the function is set up with that parameters change: a version keeps what was set when it was made. */
  readonly settings: readonly Value[];
}

/** Rules of EventBridge that fill a queue, which the function reads in batches. */
export interface QueueTrigger {
  /** The queue is `<name>Queue`, the other `<name>DeadLetterQueue`. */
  readonly name: string;
  readonly rules: Rules;
  /** Name of the event among the function's. */
  readonly event?: string;
  readonly batchSize: Explained<number>;
  /** Seconds that it waits for a batch to fill. */
  readonly batchingWindow?: number;
  /** Batches at a time. */
  readonly maximumConcurrency: Explained<Value>;
  /** Seconds of an outage that its messages outlast, and are then worked on without anybody's help; five tries where there are none. */
  readonly outlasts?: number;
  /** Times the timeout after which a message that was not worked on comes back; six, as AWS advises. */
  readonly returnsAfter?: Explained<number>;
  readonly waiting: Waiting;
  readonly deadLetters: Explained<DeadLetters>;
}

/** The logical ids of a function's queue and of its dead-letter queue. */
export function queueIds({ name }: QueueTrigger) {
  return { work: `${name}Queue`, dead: `${name}DeadLetterQueue` };
}

/** Whether a function speaks on the project's bus. */
export function isSpeaker({ policy, speaks }: LambdaFunction): boolean {
  return speaks === true || policy !== 'needs none';
}

/** The folder of a function: its logical id in kebab case. */
export function folderOf(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** When messages have waited for too long, and what that means. */
interface Waiting {
  readonly seconds: Explained<number>;
  readonly means: string;
  /** What the output of the queue's URL says. */
  readonly output?: string;
}

interface DeadLetters {
  /** Whether the function itself sends there what no retry can mend. */
  readonly fromFunction: boolean;
  /** What it means that there are some. */
  readonly means: string;
  /** What the output of the queue's URL says. */
  readonly output: string;
}
