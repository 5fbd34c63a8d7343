import { describe, expect, it } from 'vitest';
import type { AcceptedFindings } from '../../../tools/scan/accepted-findings.ts';
import { readCheckovReport } from '../../../tools/scan/checkov-report.ts';
import { judge } from '../../../tools/scan/judge.ts';

const accepted: AcceptedFindings = {
  'template.yaml': [{ check: 'CKV_AWS_18', resources: ['Bucket'], because: 'Nobody reads its log.' }],
  'docs/other.yaml': [],
};

const logging = entry('CKV_AWS_18', 'Bucket', 'Ensure the S3 bucket has access logging enabled');
const versioning = entry('CKV_AWS_21', 'Bucket', 'Ensure the S3 bucket has versioning enabled');
const elsewhere = { ...versioning, file_abs_path: 'docs/other.yaml' };

function entry(check: string, resource: string, name: string) {
  return {
    check_id: check,
    check_name: name,
    check_result: { result: 'FAILED', evaluated_keys: [] },
    file_path: '/template.yaml',
    file_abs_path: 'template.yaml',
    file_line_range: [7, 12],
    resource: `AWS::S3::Bucket.${resource}`,
  };
}

type Entries = readonly ReturnType<typeof entry>[];

function judgementOn(failed: Entries, passed: Entries = [versioning, elsewhere], skipped: Entries = []) {
  const report = {
    check_type: 'cloudformation',
    results: { passed_checks: passed, failed_checks: failed, skipped_checks: skipped, parsing_errors: [] },
  };
  return judge(readCheckovReport(JSON.stringify(report)), accepted);
}

describe('a scan', () => {
  it('is well where all that it found is accepted, and says why it is', () => {
    expect(judgementOn([logging])).toEqual({
      exitCode: 0,
      lines: [
        'template.yaml: accepted findings',
        '  CKV_AWS_18: Bucket: Nobody reads its log.',
        'docs/other.yaml: no findings',
      ],
    });
  });

  it.each([
    [
      'another check',
      versioning,
      'template.yaml:7: Bucket: CKV_AWS_21: Ensure the S3 bucket has versioning enabled',
    ],
    [
      'another resource',
      entry('CKV_AWS_18', 'SecondBucket', 'Log'),
      'template.yaml:7: SecondBucket: CKV_AWS_18: Log',
    ],
    [
      'another template',
      { ...logging, file_abs_path: 'docs/other.yaml' },
      'docs/other.yaml:7: Bucket: CKV_AWS_18: Ensure the S3 bucket has access logging enabled',
    ],
  ])('fails on a finding that is not accepted: of %s', (_, finding, line) => {
    expect(judgementOn([logging, finding])).toEqual({ exitCode: 1, lines: [line] });
  });

  it('fails on what a template itself has checkov skip', () => {
    const { exitCode, lines } = judgementOn([logging], [elsewhere], [versioning]);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([expect.stringContaining('CKV_AWS_21')]);
  });

  it('fails on an accepted finding that is not found', () => {
    expect(judgementOn([])).toEqual({
      exitCode: 1,
      lines: ['template.yaml: Bucket: CKV_AWS_18: accepted, but not found'],
    });
  });

  it('fails on a template in which nothing was checked', () => {
    expect(judgementOn([logging], [])).toEqual({
      exitCode: 1,
      lines: ['docs/other.yaml: nothing was checked in it'],
    });
  });

  it('fails where no template could be parsed, of which checkov makes an empty report', () => {
    expect(judge(readCheckovReport('{ "passed": 0, "parsing_errors": 0 }'), accepted)).toEqual({
      exitCode: 1,
      lines: ['template.yaml: nothing was checked in it', 'docs/other.yaml: nothing was checked in it'],
    });
  });

  it('cannot be read where checkov printed something else', () => {
    expect(() => readCheckovReport('Traceback')).toThrow('not its report: Traceback');
  });
});
