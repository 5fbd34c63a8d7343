import { callBaselines } from '../shared/access/call-baselines.ts';
import { ArchiveAudit, type ArchiveAuditOptions } from '../shared/audit/archive-audit.ts';
import type { ArchiveAuditReport } from '../shared/audit/audit-report.ts';
import { neededTimes } from '../shared/audit/needed-times.ts';
import { ObservedAccess } from '../shared/audit/observed-access.ts';
import type { Selection } from '../shared/audit/selection.ts';
import { factsOfRuns } from '../shared/evaluation/facts-of-runs.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { archiveRequest } from './archive-request.ts';
import { auditOnAws } from './audit-on-aws.ts';
import type { Conclusion } from './conclude.ts';
import { UsageError } from './errors.ts';
import { loadAuditedRuns } from './load-audited-runs.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import { iamOption, listOption, type NamedTime, occurrencesOption, timeOption } from './option-values.ts';
import { type ArchiveReading, readArchive } from './read-archive.ts';
import { auditParts, readParts } from './read-parts.ts';
import { type ArchiveReadingOptions, withReadingOptions } from './reading-options.ts';
import type { JudgingOptions, ResultCommand } from './result-command.ts';
import type { Terminal } from './terminal.ts';

/** It costs the parsing of records that no rule concerns. */
const observesByDefault = false;

const partCutShort = 'the reading of a part was interrupted: not all of its files are in it';

interface Audited extends Pick<ArchiveReading, 'interrupted'> {
  readonly report: ArchiveAuditReport;
}

type WholeReading = Parameters<typeof readArchive>[2] & Pick<AuditOptions, 'parts'>;

interface AuditOptions extends JudgingOptions, ArchiveReadingOptions, Pick<FactFiles, 'iam'> {
  readonly runs?: string;
  readonly roles?: string;
  readonly from?: NamedTime;
  readonly to?: NamedTime;
  readonly role?: string[];
  readonly account?: string[];
  readonly region?: string[];
  readonly observed?: boolean;
  readonly resume?: string;
  readonly onAws?: string;
  readonly parts?: boolean;
  readonly sessions?: boolean;
}

/** `sts-warden audit PATH…` */
export const auditCommand = {
  kind: 'audit',
  declare: (command) =>
    withReadingOptions(command)
      .description('Audit CloudTrail archives: whole trails, exports, single records, EventBridge events.')
      .argument('<path...>', 'files and folders, in any form; s3://bucket/prefix; - is standard input')
      .addOption(iamOption())
      .addOption(occurrencesOption())
      .option(
        '--from <time>',
        'judge records from this time on (ISO 8601, UTC, or an age such as 7d)',
        timeOption,
      )
      .option(
        '--to <time>',
        'judge records before this time (ISO 8601, UTC, or an age such as 24h)',
        timeOption,
      )
      .option('--role <glob>', 'judge requests for this role (name or ARN; may be repeated)', listOption)
      .option('--account <glob>', 'judge requests of this account (may be repeated)', listOption)
      .option('--region <glob>', 'judge requests in this Region (may be repeated)', listOption)
      .option(
        '--observed',
        'where the policies of a requester are not known, let its own successful calls decide whether it has access',
      )
      .option('--no-observed', `let them decide nothing${observesByDefault ? '' : ' (the default)'}`)
      .option(
        '--resume <folder>',
        'keep there how far the reading of objects has come; given again, the audit goes on from it',
      )
      .option(
        '--on-aws <arn>',
        'let the stack’s state machine read and judge the log files of its trail: its ARN (ArchiveMachineArn), or that of an execution that was started before',
      )
      .option('--parts', 'the paths are parts of an archive, which `sts-warden part` has read')
      .option('--sessions', 'add the timeline of every chain of sessions, and of the runs that lived on it')
      .option(
        '--runs <file>',
        'judge runs of tasks over the sessions that they lived on: one a line, or an answer of Informatica’s activityLog',
      )
      .option(
        '--roles <file>',
        'which roles tasks assume: {"task name or id": ["role ARN"]}, or their submissions or export package, as check reads them',
      )
      .addHelpText('after', '\nExample:\n  sts-warden audit --from 2026-10-01 --sessions trail/'),
  run: audit,
} as const satisfies ResultCommand<AuditOptions, 'audit'>;

async function audit(
  paths: readonly string[],
  options: AuditOptions,
  terminal: Terminal,
): Promise<Conclusion<'audit'>> {
  const { onAws } = options;
  if (onAws === undefined) return auditHere(paths, options, terminal);
  const request = await archiveRequest(paths, options, terminal);
  return auditOnAws({ ...options, onAws, request }, terminal);
}

async function auditHere(
  paths: readonly string[],
  options: AuditOptions,
  terminal: Terminal,
): Promise<Conclusion<'audit'>> {
  const { sessions = false, observed = observesByDefault } = options;
  const selection = selectionOf(options, terminal);
  const { from, to } = selection;
  if (options.parts === true && options.resume !== undefined)
    throw new UsageError('expected --parts or --resume, not both');
  const book = await loadRuleBook(options.policy);
  if (paths.includes('-') && options.iam?.includes('-'))
    throw new UsageError('standard input can be the archive or an account, not both');
  const { iam } = options;
  const { facts, troubles: unread } = await loadFacts(
    { ...(iam && { iam }) },
    book,
    undefined,
    terminal.stdin,
  );
  const runs = await loadAuditedRuns(options, book, terminal);
  const { lapseSeconds } = book.policy.parameters;
  const judged = { book, facts: { ...facts, ...factsOfRuns(runs?.audited.runs ?? []) }, selection };
  const isWhole = sessions || observed || runs !== undefined;
  const reading = {
    ...options,
    times: neededTimes(selection, { lapseSeconds, runs: runs?.audited.runs }),
    ownCalls: observed ? { from, to } : undefined,
  };
  const audited =
    options.parts === true && !isWhole
      ? { report: await auditParts(paths, judged, options, terminal), interrupted: undefined }
      : await auditWhole(paths, { ...judged, sessions, runs: runs?.audited, observed }, reading, terminal);
  const { report, interrupted } = audited;
  const cutShort = interrupted === undefined && report.coverage.interrupted ? [partCutShort] : [];
  const troubles = [...unread, ...(runs?.troubles ?? []), ...cutShort];
  const told = { ...report, paths, ...(troubles.length > 0 && { troubles }) };
  return { result: { kind: 'audit', report: told }, interrupted };
}

function selectionOf(
  { role: roles, account: accounts, region: regions, ...options }: AuditOptions,
  terminal: Terminal,
): Selection {
  const [from, to] = [options.from, options.to].map((named) => named?.(terminal.now()));
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError('expected --from to be before --to');
  return { from, to, roles, accounts, regions };
}

interface WholeAudit extends Omit<ArchiveAuditOptions, 'observed'> {
  readonly observed: boolean;
}

/** Sessions, runs and own calls are judged when all of them are known. */
async function auditWhole(
  paths: readonly string[],
  { observed, ...options }: WholeAudit,
  reading: WholeReading,
  terminal: Terminal,
): Promise<Audited> {
  const work = new ArchiveAudit({
    ...options,
    observed: observed ? await observation(options.book) : undefined,
  });
  const { files, interrupted }: ArchiveReading =
    reading.parts === true
      ? { files: await readParts(paths, work, reading, terminal), interrupted: undefined }
      : await readArchive(paths, work, reading, terminal);
  return { report: work.report(files), interrupted };
}

async function observation({ policy }: RuleBook): Promise<ObservedAccess> {
  const { knownActions } = await import('../shared/access/known-actions.ts');
  return new ObservedAccess({ baselines: callBaselines(policy.parameters, knownActions) });
}
