import { ToolError } from '../sam/tool-error.ts';

/** What checkov looked at: what it found, and in which templates it checked anything at all. */
export interface Scan {
  readonly findings: readonly Finding[];
  readonly checked: ReadonlySet<string>;
}

/** A check that a resource of a template does not pass. */
export interface Finding {
  readonly check: string;
  /** What the check wants. */
  readonly wants: string;
  /** The template's path, as it was given to checkov. */
  readonly template: string;
  /** Number of the line where the resource begins. */
  readonly line: number;
  /** Logical id. */
  readonly resource: string;
}

/** An entry of checkov's report; what else it has is left out. */
interface CheckovEntry {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_abs_path: string;
  readonly file_line_range: readonly [number, number];
  /** Type and logical id: `AWS::S3::Bucket.ArchiveBucket`. */
  readonly resource: string;
}

interface CheckovReport {
  readonly results?: {
    readonly passed_checks: readonly CheckovEntry[];
    readonly failed_checks: readonly CheckovEntry[];
    readonly skipped_checks: readonly CheckovEntry[];
  };
}

/**
 * Reads what `checkov --output json` prints. What a comment or metadata in a template has checkov skip is a finding like
 * any other. A template that cannot be parsed is in no report, which is empty where there was no other.
 *
 * @throws {ToolError} where the text is no such report.
 */
export function readCheckovReport(text: string): Scan {
  const { results } = parse(text);
  if (results === undefined) return { findings: [], checked: new Set() };
  const { passed_checks: passed, failed_checks: failed, skipped_checks: skipped } = results;
  return {
    findings: [...failed, ...skipped].map(findingOf),
    checked: new Set([...passed, ...failed, ...skipped].map((entry) => entry.file_abs_path)),
  };
}

function parse(text: string): CheckovReport {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ToolError(`what checkov printed is not its report: ${text.slice(0, 500)}`, { cause: error });
  }
}

function findingOf(entry: CheckovEntry): Finding {
  return {
    check: entry.check_id,
    wants: entry.check_name,
    template: entry.file_abs_path,
    line: entry.file_line_range[0],
    resource: entry.resource.slice(entry.resource.indexOf('.') + 1),
  };
}
