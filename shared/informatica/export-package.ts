import type { SubmissionDocument } from '../contracts/submission-contract.generated.ts';
import type { Submission } from '../submission/submission.ts';

/** What an export package of Informatica says, as far as it could be read. */
export interface ExportPackage {
  /** The mapping tasks in the package's order. */
  readonly tasks: readonly PackagedTask[];
  readonly taskflows: readonly PackagedTaskflow[];
  /** Attributes of Amazon connections and their endpoints that are set and that nobody here knows, each once. */
  readonly notUnderstood: readonly NotUnderstood[];
  /** Parts that are no task and could not be read, a line each. */
  readonly troubles: readonly string[];
}

/** A mapping task (`MTT`). */
export interface PackagedTask {
  /** Its federated id (`frsGuid`), by which packages and taskflows name it: `task.id` of its submission. */
  readonly id: string;
  /** Its id in version 2 of the REST API (`repoHandle`), by which the activity log names it. */
  readonly handle: string | undefined;
  readonly name: string;
  /** The path in the package of its nested zip, or of the folder named like it; `undefined` where there is none. */
  readonly part: string | undefined;
  /** The path of its folder, as `/Explore/Sales`. */
  readonly folder: string;
  /** Names of the taskflows that run it. */
  readonly taskflows: readonly string[];
  readonly scheduleId: string | undefined;
  readonly reading: TaskReading;
}

/** What a task means, or why that could not be found out. */
export type TaskReading =
  | { readonly document: SubmissionDocument; readonly submission: Submission }
  | { readonly unreadable: string };

/** A taskflow, and the ids of the mapping tasks that it runs. */
export interface PackagedTaskflow {
  readonly name: string;
  readonly folder: string;
  readonly taskIds: readonly string[];
}

/** An attribute that is set and not understood. Never its value. */
export interface NotUnderstood {
  readonly connector: string;
  /** Its label, else its name. */
  readonly name: string;
  /** The part of the package in which it was met first. */
  readonly where: string;
}
