import type { CloudStandIn } from '../informatica/cloud.ts';
import { credentials } from '../informatica/example-organization.ts';
import { type CommandOptions, type CommandResult, command } from './command.ts';

/** What `sts-warden sweep --format json` ended with and reported. */
export interface SweepCommandResult extends CommandResult {
  readonly report: {
    readonly tasks: readonly SweptTask[];
    readonly troubles: readonly string[];
    readonly [member: string]: unknown;
  };
  /** Milliseconds that it waited in all. */
  readonly waited: readonly number[];
}

/** A task of the report, as far as tests look at it. */
interface SweptTask {
  readonly task: {
    readonly id: string;
    readonly name: string;
    readonly folder: string;
    readonly due?: string;
  };
  readonly decision?: string;
  readonly unreadable?: string;
  readonly results?: readonly { readonly ruleId: string; readonly outcome: string }[];
}

/** Sweeps the stand-in with its user and password; further words go along. */
export async function swept(
  cloud: CloudStandIn,
  words: readonly string[] = [],
  options: CommandOptions = {},
): Promise<SweepCommandResult> {
  const waited: number[] = [];
  const result = await command(['sweep', '--format', 'json', '--login-url', cloud.url, ...words], {
    environment: credentials,
    onWait: (milliseconds) => waited.push(milliseconds),
    ...options,
  });
  return { ...result, waited, report: JSON.parse(result.stdout || '{"tasks": [], "troubles": []}') };
}

const told = new Set(['duration-covers-run', 'kms-unload-uses-iam-role']);

/** Of each task its name, its decision, and what the two rules say that the example organization breaks. */
export function outcomesOf({
  tasks,
}: SweepCommandResult['report']): [string, string | undefined, Record<string, string>][] {
  return tasks.map(({ task, decision, results = [] }) => {
    const outcomes = results.filter(({ ruleId }) => told.has(ruleId));
    return [
      task.name,
      decision,
      Object.fromEntries(outcomes.map(({ ruleId, outcome }) => [ruleId, outcome])),
    ];
  });
}
