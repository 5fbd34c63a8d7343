import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { readArchiveFile } from '../../shared/archive/read-archive-file.ts';
import type { ArchiveAuditReport } from '../../shared/audit/archive-audit.ts';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
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
    const { filesSkipped, recordsMalformed, recordsRead, duplicatesRemoved, credentialRequests } =
      report.coverage;
    expect({ filesSkipped, recordsMalformed, recordsRead, duplicatesRemoved, credentialRequests }).toEqual({
      filesSkipped: [],
      recordsMalformed: 0,
      recordsRead: 3395,
      duplicatesRemoved: 290,
      credentialRequests: 61,
    });
    expect(code).toBe(1);
  });

  it('have two requesters that are no IAM principals, no root, no late renewal', async () => {
    const { report } = await audit(folder);
    expect(report.violations.map(({ ruleId }) => ruleId)).toEqual(
      Array(2).fill('requester-is-iam-principal'),
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

/** The documentation's examples share ids: of records with one id an archive's audit judges the first. */
function keptOnce(path: string): unknown[] {
  const seen = new Set<string>();
  const records = [...readArchiveFile(gunzipSync(readFileSync(path)), path.includes('.jsonl'))];
  return records
    .map(({ item }) =>
      'record' in item ? (item.record as { sharedEventID?: string; eventID?: string }) : {},
    )
    .filter(({ sharedEventID, eventID }) => {
      const id = sharedEventID ?? eventID;
      const isNew = id === undefined || !seen.has(id);
      if (id !== undefined) seen.add(id);
      return isNew;
    });
}

describe.skipIf(data === '')('real submissions', () => {
  const folder = join(data, 'informatica', 'exports');
  const files = data === '' ? [] : readdirSync(folder).filter((name) => name.endsWith('.submissions.json'));

  it.each(files)('%s: every submission of the array is decided', async (name) => {
    const path = join(folder, name);
    const documents: { task: { name: string } }[] = JSON.parse(readFileSync(path, 'utf8'));
    const { stdout } = await command(['check', '--format', 'jsonl', path]);
    const decisions = stdout
      .trimEnd()
      .split('\n')
      .map((line): Decision => JSON.parse(line));
    expect(decisions).toHaveLength(documents.length);
    for (const { results } of decisions) expect(results).toHaveLength(9);
  });
});
