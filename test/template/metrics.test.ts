import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../shared/json/value.ts';
import {
  carriedOut,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
  target,
} from '../support/template/template.ts';

interface Alarm {
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Period?: number;
  /** Of which the alarm watches the sum, in place of one. */
  readonly Metrics?: readonly { readonly MetricStat?: SummedMetric }[];
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
}

interface SummedMetric {
  readonly Metric: Pick<Alarm, 'Namespace' | 'MetricName' | 'Dimensions'>;
  readonly Period: number;
}

interface FunctionProperties {
  readonly Events: Readonly<Record<string, { readonly Properties: { readonly Queue?: unknown } }>>;
}

interface DashboardProperties {
  readonly DashboardBody: { readonly 'Fn::Sub': string };
}

/** What a widget plots: namespace, metric, then names and values of dimensions; or an expression alone. */
type Line = readonly unknown[];

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly alarms?: readonly string[]; readonly metrics?: readonly Line[] };
}

const namespace = 'STSWarden';
const source = await readTemplate(mainTemplate);
const template = carriedOut(source);
const alarms = ofType<Alarm>(template, 'AWS::CloudWatch::Alarm');
const queues = ofType(template, 'AWS::SQS::Queue').map(({ name }) => name);
const functions = ofType<FunctionProperties>(template, 'AWS::Serverless::Function');
const queuesRead = functions.flatMap(({ properties }) =>
  Object.values(properties.Events).map(({ Properties }) => target(Properties.Queue)),
);
const written = await metricsInCode();
const widgets = dashboard();
const plotted = widgets.flatMap(({ properties: { metrics = [] } }) => metrics);

/** The names of the metrics that the functions write, by the code that writes them. */
async function metricsInCode(): Promise<string[]> {
  const code = await readFile('shared/aws/lambda/metrics.ts', 'utf8');
  const [, union = ''] = /type MetricName =([^;]+);/.exec(code) ?? [];
  const names = [...union.matchAll(/'(\w+)'/g), ...code.matchAll(/addMetric\('(\w+)'/g)];
  return names.map(([, name = '']) => name).sort();
}

/** The dashboard, resources under their logical ids. */
function dashboard(): readonly Widget[] {
  const { DashboardBody: body } = propertiesOf<DashboardProperties>(template, 'Dashboard');
  const filled = body['Fn::Sub'].replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
    literal === '!' ? `\${${name}}` : referred(name),
  );
  return JSON.parse(filled).widgets;
}

function referred(name: string): string {
  if (name.startsWith('AWS::')) return name;
  const [id = '', attribute] = name.split('.');
  expect(template.Resources, `\${${name}} on the dashboard`).toHaveProperty(id);
  return attribute === undefined || attribute === 'Arn' ? id : name;
}

/** The metric of this project that a line or its search names. */
function ownMetric([first, name]: Line): string | undefined {
  if (first === namespace) return String(name);
  const expression = isObject(first) ? String(first.expression) : '';
  const search = /\{STSWarden,rule,service,severity\} MetricName="(\w+)" service="AWS::StackName"/;
  return search.exec(expression)?.[1];
}

describe('the dashboard', () => {
  it('shows every metric that the functions write, and none that they do not', () => {
    const shown = new Set(plotted.flatMap((line) => ownMetric(line) ?? []));
    expect([...shown].sort()).toEqual(written);
  });

  it('plots the service that the functions write as', () => {
    const { POWERTOOLS_SERVICE_NAME: service } = template.Globals?.Function.Environment.Variables ?? {};
    const own = plotted.filter(([first]) => first === namespace);
    // Two stacks in an account and Region would count together.
    expect(service).toEqual({ Ref: 'AWS::StackName' });
    for (const line of own) expect(line.slice(2, 4)).toEqual(['service', 'AWS::StackName']);
  });

  it('shows every alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.toSorted()).toEqual(alarms.map(({ name }) => name).sort());
  });

  it.each([
    ['AWS/Lambda', ['Errors', 'Throttles', 'Duration'], functions.map(({ name }) => name)],
    ['AWS/SQS', ['ApproximateNumberOfMessagesVisible'], queues.map((name) => `${name}.QueueName`)],
    ['AWS/ApiGateway', ['Count', '4XXError', '5XXError', 'Latency'], ['AWS::StackName-submissions']],
  ])('shows what %s says', (from, metrics, resources) => {
    const lines = plotted.filter(([first]) => first === from);
    const shown = lines.map(([, metric, , resource]) => `${metric} of ${resource}`);
    for (const metric of metrics)
      for (const resource of resources) expect(shown).toContain(`${metric} of ${resource}`);
  });

  it('sums violations up by each severity', async () => {
    const { $defs } = JSON.parse(await readFile('shared/contracts/result.schema.json', 'utf8'));
    const sums = plotted.flatMap(([line]) =>
      isObject(line) && String(line.expression).startsWith('SUM(') ? [line.label] : [],
    );
    expect(sums).toEqual($defs.severity.enum);
  });

  it('has no widget over another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

describe('the alarms', () => {
  it.each(alarms)('have a meaning and a window that CloudWatch takes: $name', ({ properties }) => {
    expect(properties.AlarmDescription).toMatch(/^(critical|warning): [A-Z].+[^.]$/);
    const summed = properties.Metrics?.flatMap(({ MetricStat }) => MetricStat ?? []) ?? [];
    const periods = new Set([
      ...(properties.Period === undefined ? [] : [properties.Period]),
      ...summed.map(({ Period }) => Period),
    ]);
    const [period = Number.NaN] = periods;
    expect(periods.size).toBe(1);
    expect(summed.length).toBeLessThanOrEqual(10);
    expect(period * properties.EvaluationPeriods).toBeLessThanOrEqual(86_400);
    expect(['notBreaching', 'breaching', 'ignore']).toContain(properties.TreatMissingData);
  });

  it('differ in what they mean', () => {
    const descriptions = alarms.map(({ properties }) => properties.AlarmDescription);
    expect(new Set(descriptions).size).toBe(alarms.length);
  });

  it('notify the topic, where there is one, when they ring and when they ring no more', () => {
    const topic = 'arn:aws:sns:eu-central-1:123456789012:operations';
    const actionsWith = (parameters: Record<string, string>) =>
      ofType<Alarm>(carriedOut(source, parameters), 'AWS::CloudWatch::Alarm').map(
        ({ properties: { AlarmActions = [], OKActions = [] } }) => [AlarmActions, OKActions],
      );
    for (const actions of actionsWith({})) expect(actions).toEqual([[], []]);
    for (const actions of actionsWith({ AlarmTopicArn: topic })) expect(actions).toEqual([[topic], [topic]]);
  });

  it('watch every failure that the functions count, and nothing that they do not', () => {
    const own = alarms.map(({ properties }) => properties).filter(({ Namespace }) => Namespace === namespace);
    const failures = written.filter((name) => /Failures$|Faults$/.test(name));
    expect(own.map(({ MetricName }) => MetricName)).toEqual(expect.arrayContaining(failures));
    for (const { MetricName, Dimensions } of own) {
      expect(written).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: { Ref: 'AWS::StackName' } }]);
    }
  });

  it('watch what EventBridge loses or delays, of every rule by its name and bus', () => {
    const all = ofType<{ readonly EventBusName?: unknown }>(template, 'AWS::Events::Rule');
    // What it cannot deliver goes where it delivers.
    const rules = all.filter(({ name }) => name !== 'ForwarderAlarmRule');
    const summed = alarms.flatMap(({ properties }) =>
      (properties.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []),
    );
    for (const { name, properties } of rules) {
      const arn = { 'Fn::GetAtt': [name, 'Arn'] };
      const isDefault = properties.EventBusName === undefined;
      const ruleName = { 'Fn::Select': [isDefault ? 1 : 2, { 'Fn::Split': ['/', arn] }] };
      const bus = isDefault ? [] : [{ Name: 'EventBusName', Value: properties.EventBusName }];
      for (const MetricName of ['InvocationsFailedToBeSentToDlq', 'ThrottledRules'])
        expect(summed).toContainEqual({
          Namespace: 'AWS/Events',
          MetricName,
          Dimensions: [...bus, { Name: 'RuleName', Value: ruleName }],
        });
    }
    expect(summed).toHaveLength(2 * rules.length);
  });

  it.each(functions)('watch $name for errors and throttles', ({ name }) => {
    expect(watched('AWS/Lambda', name)).toEqual(['Errors', 'Throttles']);
  });

  it.each(queues)('watch %s', (name) => {
    const metric = queuesRead.includes(name)
      ? 'ApproximateAgeOfOldestMessage'
      : 'ApproximateNumberOfMessagesVisible';
    expect(watched('AWS/SQS', name)).toContain(metric);
  });

  it('watch the hook for answers that it owes, and not its queries', () => {
    const { Name: name, StageName: stage } = propertiesOf(template, 'SubmissionApi');
    // Queries that fail keep no task from starting, and no version of the hook from taking over.
    const dimensions = [
      { Name: 'ApiName', Value: name },
      { Name: 'Stage', Value: stage },
      { Name: 'Resource', Value: '/v1/submissions' },
      { Name: 'Method', Value: 'POST' },
    ];
    const watching = alarms.filter(({ properties }) => properties.Namespace === 'AWS/ApiGateway');
    expect(watching.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({ MetricName: '5XXError', Statistic: 'Sum', Dimensions: dimensions }),
    ]);
  });
});

/** The metrics of a resource that alarms watch. */
function watched(from: string, resource: string): string[] {
  return alarms
    .map(({ properties }) => properties)
    .filter(({ Namespace }) => Namespace === from)
    .filter(({ Dimensions = [] }) => Dimensions.some(({ Value }) => target(Value) === resource))
    .map(({ MetricName }) => MetricName);
}

describe('how grave an alarm is', () => {
  const composite = propertiesOf<{ AlarmRule: { 'Fn::Sub': string }; AlarmActions?: unknown }>(
    template,
    'CriticalAlarm',
  );
  const named = [...composite.AlarmRule['Fn::Sub'].matchAll(/ALARM\("\$\{(\w+)\}"\)/g)].map(([, id]) => id);

  const [operations, pager] = ['operations', 'pager'].map(
    (name) => `arn:aws:sns:eu-central-1:123456789012:${name}`,
  ) as [string, string];
  const woken = carriedOut(source, { AlarmTopicArn: operations, CriticalAlarmTopicArn: pager });
  const critical = ofType<Alarm>(woken, 'AWS::CloudWatch::Alarm').filter(({ properties }) =>
    properties.AlarmDescription.startsWith('critical: '),
  );

  it('makes one alarm ring for those that are critical and end by themselves, and for no other', () => {
    const ending = critical.filter(({ properties }) => !properties.AlarmActions?.includes(pager));
    expect(ending.map(({ name }) => name).sort()).toEqual([...named].sort());
    expect(ending.length).toBeGreaterThan(10);
  });

  it('has those wake people that ring until somebody acts: under one alarm for all no other would', () => {
    const standing = critical.filter(({ name }) => !named.includes(name));
    expect(standing.map(({ name }) => name)).toEqual([
      'AuditDeadLetterQueueDepthAlarm',
      'SubmissionDeadLetterQueueDepthAlarm',
      'UndeliverableEventQueueDepthAlarm',
      'PolicyDisarmedAlarm',
      'CoverageLostAlarm',
      'CoverageSilenceAlarm',
    ]);
    for (const { properties } of standing)
      expect(properties).toMatchObject({
        AlarmActions: [operations, pager],
        OKActions: [operations, pager],
      });
  });

  it.each(['AuditCredentialRequestsRulesAlarm', 'ReviewSubmissionRulesAlarm'])(
    'counts %s among these: what EventBridge loses is not seen, or never decided',
    (name) => expect(named).toContain(name),
  );

  it('is told to whom people are woken by, where there is somebody', () => {
    expect(composite.AlarmActions).toBeUndefined();
    expect(propertiesOf(woken, 'CriticalAlarm')).toMatchObject({ AlarmActions: [pager], OKActions: [pager] });
  });
});
