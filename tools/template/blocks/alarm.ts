import { ref, when } from '../intrinsics.ts';
import type { Resources } from '../resources.ts';
import type { Explained, Value } from '../value.ts';
import type { Metric } from './metrics.ts';

/** An alarm that rings where a metric is above a threshold: by default, above none at all. */
export interface Alarm {
  /** Where somebody has to know it before it is there; CloudFormation gives it one otherwise. */
  readonly name?: string;
  /** What it means that it rings: a sentence without its full stop. */
  readonly means: string;
  /** One, or the sum of at most ten. */
  readonly metric: Metric | readonly Metric[];
  readonly statistic?: 'Sum' | 'Maximum';
  readonly threshold?: Explained<number>;
}

export function alarm({ threshold = 0, ...watched }: Alarm): Resources {
  return cloudWatchAlarm(watched, {
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
}

/** An alarm on what is looked at once an hour: it rings for as long as the last look found some. */
export function standingAlarm(watched: Omit<Alarm, 'threshold' | 'statistic'>): Value {
  return cloudWatchAlarm(
    { ...watched, statistic: 'Maximum' },
    {
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    },
  );
}

/** An alarm that rings where a metric has been silent for a day. */
export function silenceAlarm(watched: Omit<Alarm, 'threshold'>): Value {
  return cloudWatchAlarm(watched, {
    Period: 3600,
    EvaluationPeriods: 24,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  });
}

function cloudWatchAlarm(
  { name, means, metric, statistic = 'Sum' }: Alarm,
  rings: Readonly<Record<string, Value>>,
): Resources {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: means,
      ...watched(metric, statistic, rings.Period ?? 0),
      ...without(rings, isOne(metric) ? [] : ['Period']),
      AlarmActions: when('HasAlarmTopic', [ref('AlarmTopicArn')]),
      OKActions: when('HasAlarmTopic', [ref('AlarmTopicArn')]),
    },
  };
}

function isOne(metric: Alarm['metric']): metric is Metric {
  return 'name' in metric;
}

/** What an alarm watches: a metric, or the sum of some. */
function watched(
  metric: Alarm['metric'],
  statistic: 'Sum' | 'Maximum',
  period: Value,
): Readonly<Record<string, Value>> {
  if (isOne(metric)) return { ...plain(metric), Statistic: statistic };
  const metrics = metric.map((one, index) => ({
    Id: `m${index}`,
    ReturnData: false,
    MetricStat: { Metric: plain(one), Period: period, Stat: statistic },
  }));
  return { Metrics: [{ Id: 'all', Expression: 'SUM(METRICS())', ReturnData: true }, ...metrics] };
}

function plain({ namespace, name, dimensions }: Metric) {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
  };
}

function without(
  fields: Readonly<Record<string, Value>>,
  names: readonly string[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
