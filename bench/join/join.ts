/** Joins the parts in a folder, as the last step of the state machine does, and writes what that took. */
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { joinParts } from '../../shared/audit/join-parts.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';

const folder = process.argv[2] ?? '.';
const sources = readdirSync(folder).map((name) => ({
  name,
  open: () => createReadStream(join(folder, name)),
}));
const audit = new ArchiveAudit({ book: openRuleBook(rules, defaultPolicy), facts: noFacts });
const started = performance.now();
const files = await joinParts(sources, audit);
const joined = performance.now();
const { violations, coverage } = audit.report(files);
const ended = performance.now();
const seconds = (milliseconds: number) => Math.round(milliseconds) / 1000;
const took = {
  requestsJudged: coverage.credentialRequests,
  violationsFound: violations.length,
  joiningSeconds: seconds(joined - started),
  reportingSeconds: seconds(ended - joined),
  processorSeconds: seconds(process.cpuUsage().user / 1000),
  peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.stdout.write(`${JSON.stringify(took)}\n`);
