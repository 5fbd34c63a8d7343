/** Joins the parts in a folder, by slices of time or at once, and writes what that took. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { partFile } from '../../cli/part-file.ts';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import { auditSlice, type SliceResult } from '../../shared/audit/audit-slice.ts';
import { reportOfSlices } from '../../shared/audit/combine-slices.ts';
import { joinParts } from '../../shared/audit/join-parts.ts';
import { planSlices } from '../../shared/audit/plan-slices.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';

const [folder = '.', way = 'slices'] = process.argv.slice(2);
const sources = readdirSync(folder).map((name) => partFile(join(folder, name)));
const judging = { book: openRuleBook(rules, defaultPolicy), facts: noFacts };
const took: Record<string, number> = {};
let before = performance.now();

/** Notes the seconds since the last note. */
function note(name: string): void {
  const now = performance.now();
  took[name] = Math.round(now - before) / 1000;
  before = now;
}

async function atOnce(): Promise<ArchiveAuditReport> {
  const audit = new ArchiveAudit(judging);
  const files = await joinParts(sources, audit);
  note('joiningSeconds');
  return audit.report(files);
}

async function bySlices(): Promise<ArchiveAuditReport> {
  const plan = await planSlices(sources, judging);
  note('planningSeconds');
  const results: SliceResult[] = [];
  for (const slice of plan.slices)
    results.push(await auditSlice(slice, plan.terms, { ...judging, sourceOf: (name) => partFile(name) }));
  took.slices = plan.slices.length;
  took.megabytesOfPlan = Math.round(JSON.stringify(plan).length / 1024 / 1024);
  note('joiningSeconds');
  return reportOfSlices(plan.whole, results, judging);
}

const { violations, coverage } = await (way === 'slices' ? bySlices() : atOnce());
note('reportingSeconds');
took.requestsJudged = coverage.credentialRequests;
took.violationsFound = violations.length;
took.processorSeconds = Math.round(process.cpuUsage().user / 1000) / 1000;
took.peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify(took)}\n`);
