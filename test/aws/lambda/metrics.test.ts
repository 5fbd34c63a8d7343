import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { powertoolsMeter } from '../../../shared/aws/lambda/metrics.ts';

interface MetricLine {
  readonly _aws: {
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: string; Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

let lines: MetricLine[] = [];

beforeEach(() => {
  lines = [];
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'sts-warden');
  // In development the lines go to the console that a test can watch, unless they are switched off there.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a meter', () => {
  it('writes what was counted as one line in CloudWatch’s embedded metric format', async () => {
    const meter = powertoolsMeter();
    meter.count('RecordsJudged');
    meter.count('RecordsJudged');
    meter.count('Undecided', 3);
    meter.age(4);
    meter.age(9);
    meter.age(2);
    await meter.flush();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ service: 'sts-warden', RecordsJudged: 2, Undecided: 3, RecordAge: 9 });
    expect(lines[0]?._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'STSWarden',
      Dimensions: [['service']],
    });
  });

  it('writes violations by rule and severity', async () => {
    const meter = powertoolsMeter();
    meter.violation('no-root-credentials', 'critical');
    meter.violation('no-root-credentials', 'critical');
    meter.violation('duration-covers-run', 'high');
    await meter.flush();
    expect(lines.map(({ rule, severity, Violations }) => ({ rule, severity, Violations }))).toEqual([
      { rule: 'no-root-credentials', severity: 'critical', Violations: 2 },
      { rule: 'duration-covers-run', severity: 'high', Violations: 1 },
    ]);
    for (const line of lines) {
      expect(new Set(line._aws.CloudWatchMetrics[0]?.Dimensions.flat())).toEqual(
        new Set(['service', 'rule', 'severity']),
      );
    }
  });

  it('begins anew after each invocation, and writes nothing where nothing was counted', async () => {
    const meter = powertoolsMeter();
    meter.count('Faults');
    meter.age(9);
    meter.violation('no-root-credentials', 'critical');
    await meter.flush();
    await meter.flush();
    expect(lines).toHaveLength(2);
    meter.count('Faults');
    await meter.flush();
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatchObject({ Faults: 1 });
    expect(lines[2]).not.toHaveProperty('RecordAge');
  });
});
