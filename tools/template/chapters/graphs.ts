import resultSchema from '../../../shared/contracts/result.schema.json' with { type: 'json' };
import type { Graph } from '../blocks/graph.ts';
import {
  apiMetric,
  functionMetric,
  type Metric,
  ownMetric,
  queueMetric,
  serviceName,
} from '../blocks/metrics.ts';
import { placeholder } from '../intrinsics.ts';
import { type LambdaFunction, queueIds } from '../lambda-function.ts';

const severities = resultSchema.$defs.severity.enum;
const violations = `{STSWarden,rule,service,severity} MetricName="Violations" service="${placeholder(serviceName)}"`;
/** To `Fn::Sub`, `${!` is a `${` that it leaves alone. */
const violationsLabel = `\${!PROP('Dim.rule')} \${!PROP('Dim.severity')}`;

/** What is gone by in place of a policy that blocks. */
const notAsMeant = ['PolicyDisarmed', 'JudgedByDefaults'];

/** What the functions count: records, violations, decisions, and what went wrong. */
export const ownGraphs: readonly Graph[] = [
  counts('Records', 'RecordsJudged', 'RecordsLeftOut', 'RecordsPostponed'),
  {
    title: 'Violations by rule and severity',
    isStacked: true,
    lines: [{ expression: `SEARCH('${violations}', 'Sum', 300)`, label: violationsLabel }],
  },
  {
    title: 'Violations by severity',
    isStacked: true,
    lines: severities.map((label) => ({
      expression: `SUM(SEARCH('${violations} severity="${label}"', 'Sum', 300))`,
      label,
    })),
  },
  counts('Submissions', 'SubmissionsAllowed', 'SubmissionsBlocked'),
  counts('Without a verdict', 'Undecided', 'Faults', 'MessagesSetAside'),
  counts(
    'Failures',
    'FactsUnavailable',
    'PublishFailures',
    'PolicyFailures',
    'PolicyRecordFailures',
    'SinkFailures',
    'RecordFailures',
    'CoverageFailures',
    ...notAsMeant,
  ),
  {
    title: 'Seconds from event to judgement',
    lines: [
      { metric: ownMetric('RecordAge'), statistic: 'Maximum', label: 'greatest' },
      { metric: ownMetric('RecordAge'), statistic: 'Average', label: 'mean of the batches' },
    ],
  },
];

export const apiGraphs: readonly Graph[] = [
  {
    title: 'API requests',
    lines: ['Count', '4XXError', '5XXError'].map((name) => ({ metric: apiMetric(name) })),
  },
  {
    title: 'API latency, milliseconds',
    lines: ['p50', 'p99'].map((label) => ({ metric: apiMetric('Latency'), statistic: label, label })),
  },
];

/** What waits in the functions' queues and in the dead-letter queues. */
export function queueGraphs(functions: readonly LambdaFunction[]): readonly Graph[] {
  const queues = functions.flatMap(({ queue }) => (queue === undefined ? [] : [queueIds(queue)]));
  const work = queues.map((ids) => ids.work);
  const dead = [...queues.map((ids) => ids.dead), 'UndeliverableEventQueue'];
  const visible = (id: string) => queueMetric(id, 'ApproximateNumberOfMessagesVisible');
  const age = (id: string) => queueMetric(id, 'ApproximateAgeOfOldestMessage');
  return [
    { title: 'Messages waiting', statistic: 'Maximum', lines: labelled(work, visible) },
    { title: 'Age of the oldest message, seconds', statistic: 'Maximum', lines: labelled(work, age) },
    { title: 'Dead letters', statistic: 'Maximum', lines: labelled(dead, visible) },
  ];
}

export function functionGraphs(functions: readonly LambdaFunction[]): readonly Graph[] {
  const names = functions.map(({ name }) => name);
  const of = (metric: string) => labelled(names, (id) => functionMetric(id, metric));
  return [
    { title: 'Function errors', lines: of('Errors') },
    { title: 'Function throttles', lines: of('Throttles') },
    { title: 'Function duration, p99 milliseconds', statistic: 'p99', lines: of('Duration') },
  ];
}

function counts(title: string, ...metrics: readonly string[]): Graph {
  return { title, lines: metrics.map((name) => ({ metric: ownMetric(name) })) };
}

function labelled(ids: readonly string[], metricOf: (id: string) => Metric): Graph['lines'] {
  return ids.map((id) => ({ metric: metricOf(id), label: id }));
}
