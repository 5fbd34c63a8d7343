import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { ArchiveAuditReport } from '../../shared/audit/archive-audit.ts';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { checked } from '../support/cli/check-command.ts';
import { command } from '../support/cli/command.ts';
import { findingsOf, invoke, unique } from '../support/functions/invoke.ts';

const data = process.env.REAL_DATA ?? '';
if (data === '') process.stderr.write('REAL_DATA is not set: the tests on real data are skipped\n');

describe.skipIf(data === '')('real CloudTrail archives', () => {
  const folder = join(data, 'cloudtrail');
  const audit = async (...words: string[]) => {
    const { code, stdout } = await command(['audit', '--format', 'json', ...words]);
    return { code, report: JSON.parse(stdout) as ArchiveAuditReport };
  };

  it('are read whole: nothing skipped, nothing malformed, duplicates once', async () => {
    const { code, report } = await audit(folder);
    expect(report.coverage).toMatchObject({
      filesSkipped: [],
      recordsMalformed: 0,
      recordsRead: 3395,
      duplicatesRemoved: 5,
      // Samples of documentation and hand-made tests share ids.
      idCollisions: 0,
      credentialRequests: 63,
    });
    expect(code).toBe(1);
  });

  it('have three requesters that are no IAM principals, and no root', async () => {
    const { report } = await audit(folder);
    expect(report.violations.map(({ ruleId }) => ruleId)).toEqual(
      Array(3).fill('requester-is-iam-principal'),
    );
  });

  it('give the same findings in any order of the files', async () => {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const forth = await audit(...files);
    const back = await audit(...files.reverse());
    expect(back.report.violations).toEqual(forth.report.violations);
    expect(back.report.coverage.rules).toEqual(forth.report.coverage.rules);
  });

  it.each(data === '' ? [] : readdirSync(folder))(
    '%s: each record has the same verdict through the Lambda',
    async (name) => {
      const records = keptOnce(join(folder, name));
      const Records = records.map(
        (detail, index): Partial<SQSRecord> => ({
          messageId: String(index),
          body: JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail }),
        }),
      );
      const invocation = await invoke('audit-credential-requests', { Records } as SQSEvent);
      const { report } = await audit(join(folder, name));
      expect(invocation.response).toEqual({ batchItemFailures: [] });
      expect(invocation.setAside).toEqual([]);
      expect(findingsOf(invocation)).toEqual(unique(report.violations));
    },
  );
});

/** Of records with one id, source and name an archive's audit judges the first. */
function keptOnce(path: string): unknown[] {
  const seen = new Set<string>();
  const text = gunzipSync(readFileSync(path)).toString();
  const lines = path.includes('.jsonl') ? text.trim().split('\n') : [text];
  const records: Record<string, string | undefined>[] = lines
    .map((line) => JSON.parse(line))
    .flatMap((value) => value.Records ?? value);
  return records.filter(({ sharedEventID, eventID, eventSource, eventName }) => {
    const id = sharedEventID ?? eventID;
    const event = `${id} ${eventSource} ${eventName}`;
    const isNew = id === undefined || !seen.has(event);
    seen.add(event);
    return isNew;
  });
}

/** What was agreed on for a task. Rules that came later are not in it. */
interface AgreedOutcome {
  readonly results: Record<string, string>;
}

/** A decision in the form of the outcomes that were agreed on. What came later is told only where it finds fault. */
function summaryOf({ results, violations, decision }: Decision, agreed: AgreedOutcome) {
  const counts: Record<string, number> = {};
  for (const { ruleId } of violations) counts[ruleId] = (counts[ruleId] ?? 0) + 1;
  const told = results.filter(({ ruleId, outcome }) => ruleId in agreed.results || outcome === 'violation');
  const outcomes = told.map(({ ruleId, outcome }) => [ruleId, outcome]);
  return { task: undefined, results: Object.fromEntries(outcomes), violations: counts, decision };
}

describe.skipIf(data === '')('real submissions', () => {
  const folder = join(data, 'informatica', 'exports');
  const files = data === '' ? [] : readdirSync(folder).filter((name) => name.endsWith('.submissions.json'));

  it.each(files)('%s: every task has the outcomes that were agreed on', async (name) => {
    const path = join(folder, name);
    const expected: AgreedOutcome[] = JSON.parse(
      readFileSync(path.replace('submissions', 'outcomes'), 'utf8'),
    );
    const { decisions } = await checked([path]);
    expect(decisions).toHaveLength(expected.length);
    for (const [index, outcome] of expected.entries())
      expect(summaryOf(decisions[index] as Decision, outcome)).toEqual({ ...outcome, task: undefined });
  });
});
