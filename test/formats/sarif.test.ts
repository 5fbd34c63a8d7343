import { describe, expect, it } from 'vitest';
import type { Severity } from '../../shared/contracts/result-contract.generated.ts';
import { rules } from '../../shared/rules/index.ts';
import { violationOf } from '../support/findings/violations.ts';
import { auditOf, checkOf, rendered, submissionViolation, sweepOf } from '../support/formats/results.ts';

/** The runs of a log. */
function runsOf(...all: Parameters<typeof rendered> extends [string, ...infer Results] ? Results : never) {
  return JSON.parse(rendered('sarif', ...all)).runs;
}

describe('sarif', () => {
  it('has a finding as a result, with its occurrences', () => {
    const [run] = runsOf(
      auditOf([violationOf('a', { observedAt: '2026-10-01T07:00:00Z' }), violationOf('b')]),
    );
    expect(run.results).toEqual([
      expect.objectContaining({
        ruleId: 'no-root-credentials',
        level: 'error',
        message: { text: 'message b. Use an IAM user.' },
        occurrenceCount: 2,
        provenance: {
          firstDetectionTimeUtc: '2026-10-01T07:00:00.000Z',
          lastDetectionTimeUtc: '2026-10-01T08:00:05.000Z',
        },
        partialFingerprints: { 'stsWardenFinding/v1': expect.stringMatching(/^f1-/) },
      }),
    ]);
    const [result] = run.results;
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.tool.driver.rules).toHaveLength(rules.length);
    expect(run.tool.driver.semanticVersion).toBe('1.2.3');
    expect(result.locations[0].logicalLocations[0].fullyQualifiedName).toContain(':root');
  });

  it.each<[Severity, string]>([
    ['critical', 'error'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'note'],
  ])('has %s as %s', (severity, level) => {
    expect(runsOf(auditOf([violationOf('a', { severity })]))[0].results[0].level).toBe(level);
  });

  it.each([
    ['tasks/a b.json', { uri: 'tasks/a%20b.json', uriBaseId: '%SRCROOT%' }],
    ['./tasks/a.json', { uri: 'tasks/a.json', uriBaseId: '%SRCROOT%' }],
    ['/tmp/a.json', { uri: 'file:///tmp/a.json' }],
    ['C:\\a.json', { uri: 'file:///C%3A/a.json' }],
  ])('points into the file %s', (path, artifactLocation) => {
    const [{ results }] = runsOf(checkOf([submissionViolation('a')], { path }));
    expect(results[0].locations).toEqual([
      {
        physicalLocation: { artifactLocation, region: { startLine: 7, startColumn: 3 } },
        logicalLocations: [{ fullyQualifiedName: '/sources/0', kind: 'object' }],
      },
    ]);
  });

  it('points into no file of standard input', () => {
    const [{ results }] = runsOf(checkOf([submissionViolation('a')], { path: '-' }));
    expect(results[0].locations[0].physicalLocation).toBeUndefined();
  });

  it('suppresses what is exempted', () => {
    const exempted = violationOf('a', {
      status: 'exempted',
      exemption: { id: 'EX-1', expires: '2027-01-01' },
    });
    const [{ results }] = runsOf(auditOf([exempted]));
    expect(results[0].suppressions).toEqual([{ kind: 'external', justification: 'exempted by EX-1' }]);
  });

  it('makes no link of what came with the input', () => {
    const [{ results }] = runsOf(auditOf([violationOf('a', { message: '[a](http://evil.example)' })]));
    expect(results[0].message.text).toContain('\\[a\\](http://evil.example)');
  });

  it('says what could not be read', () => {
    const [{ invocations }] = runsOf(sweepOf([]));
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain('its mapping is not in');
  });
});
