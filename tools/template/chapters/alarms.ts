import { alarm } from '../blocks/alarm.ts';
import { anyOf, graded, named, waking } from '../blocks/grave-alarms.ts';
import {
  functionMetric,
  hookMetric,
  losses,
  ownMetric,
  queueMetric,
  ruleDimensions,
} from '../blocks/metrics.ts';
import type { Chapter } from '../chapter.ts';
import { type LambdaFunction, type QueueTrigger, queueIds } from '../lambda-function.ts';
import { type Resources, together } from '../resources.ts';
import { bare, because } from '../value.ts';

/** What rings: about queues, about functions, about what they count, and what else a function has declared. */
export function alarms(functions: readonly LambdaFunction[]): Chapter {
  const queues = functions.flatMap(({ queue }) => queue ?? []);
  const takeoverAlarms = new Set(functions.flatMap(({ takeover }) => takeover?.alarms ?? []));
  const ringing = together(
    ...queues.map((queue) => depthAlarm(queueIds(queue).dead, bare(queue.deadLetters).means)),
    depthAlarm('UndeliverableEventQueue', 'EventBridge could not deliver events'),
    ...queues.map(ageAlarm),
    ...functions.flatMap(rulesAlarm),
    ...functions.map(({ name, alarms: { errors } }) => functionAlarm(name, 'Errors', errors)),
    ...functions.map(({ name, alarms: { throttles } }) => functionAlarm(name, 'Throttles', throttles)),
    commonAlarms,
    ...functions.map(({ alarms: { further = {} } }) => further),
  );
  return {
    title: 'Alarms. What to do when one rings: docs/deploy.md',
    resources: waking(graded(named(ringing, takeoverAlarms), new Set([...passing, ...standing])), standing),
  };
}

/** While one of these rings, tasks do not start or start unjudged, or misuse is not seen. These end with what they ring for. */
const passing: ReadonlySet<string> = new Set([
  'AuditQueueAgeAlarm',
  'SubmissionQueueAgeAlarm',
  'AuditCredentialRequestsRulesAlarm',
  'ReviewSubmissionRulesAlarm',
  'AuditCredentialRequestsErrorsAlarm',
  'CheckSubmissionErrorsAlarm',
  'ReviewSubmissionErrorsAlarm',
  'CheckSubmissionThrottlesAlarm',
  'SubmissionApi5xxAlarm',
  'PublishFailuresAlarm',
  'PolicyFailuresAlarm',
  'FactsUnavailableAlarm',
]);

/** And these ring until somebody acts: under one alarm with the others they would keep these from waking anybody. */
const standing: ReadonlySet<string> = new Set([
  'AuditDeadLetterQueueDepthAlarm',
  'SubmissionDeadLetterQueueDepthAlarm',
  'UndeliverableEventQueueDepthAlarm',
  'PolicyDisarmedAlarm',
  'CoverageLostAlarm',
  'CoverageSilenceAlarm',
]);

/** The one to be woken by. */
export const criticalAlarm: Resources = {
  CriticalAlarm: because(
    'Many of these ring together: whoever is woken is woken once.',
    anyOf(passing, 'critical: Tasks do not start or start unjudged, or misuse is not seen'),
  ),
};

function rulesAlarm({ name, does, queue }: LambdaFunction): Resources[] {
  if (queue === undefined) return [];
  const metric = Object.entries(queue.rules).flatMap(([id, heard]) =>
    losses(ruleDimensions(id, bare(heard).bus)),
  );
  return [
    {
      [`${name}RulesAlarm`]: alarm({
        means: `EventBridge loses or delays what ${name} is for: ${lowerFirst(does)}`,
        metric,
      }),
    },
  ];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

const commonAlarms: Resources = {
  SubmissionApi5xxAlarm: alarm({
    means: 'Callers of the hook get no decision',
    metric: hookMetric('5XXError'),
  }),
  FaultsAlarm: alarm({ means: 'Rules fault on records or submissions', metric: ownMetric('Faults') }),
  PublishFailuresAlarm: alarm({
    means: 'Findings or decisions could not be published',
    metric: ownMetric('PublishFailures'),
  }),
  PolicyFailuresAlarm: because(
    'While it rings, AppConfig rolls back whatever policy it is deploying.',
    alarm({
      means: 'The policy in AWS AppConfig is broken or cannot be read; the last good one stays in force',
      metric: ownMetric('PolicyFailures'),
    }),
  ),
  FactsUnavailableAlarm: alarm({
    means: 'What rules need could not be found out: tasks and records wait',
    metric: ownMetric('FactsUnavailable'),
  }),
  PolicyRecordFailuresAlarm: alarm({
    means: 'The policy in force is not kept in the table, or its change was not told',
    metric: ownMetric('PolicyRecordFailures'),
  }),
  PolicyDisarmedAlarm: alarm({
    means: 'The policy in force has no rule in mode enforce: no violation blocks a submission',
    metric: ownMetric('PolicyDisarmed'),
  }),
  SinkFailuresAlarm: alarm({
    means: 'Security Hub did not take findings',
    metric: ownMetric('SinkFailures'),
  }),
  CoverageFailuresAlarm: alarm({
    means: 'The table did not take from where records come',
    metric: ownMetric('CoverageFailures'),
  }),
  RecordFailuresAlarm: alarm({
    means: 'Violations were published and could not be kept',
    metric: ownMetric('RecordFailures'),
  }),
};

function depthAlarm(queue: string, means: string): Resources {
  const metric = queueMetric(queue, 'ApproximateNumberOfMessagesVisible');
  return { [`${queue}DepthAlarm`]: alarm({ means, metric, statistic: 'Maximum' }) };
}

function ageAlarm(queue: QueueTrigger): Resources {
  const { work } = queueIds(queue);
  const { seconds: threshold, means } = queue.waiting;
  const metric = queueMetric(work, 'ApproximateAgeOfOldestMessage');
  return { [`${work}AgeAlarm`]: alarm({ means, metric, statistic: 'Maximum', threshold }) };
}

function functionAlarm(name: string, metric: 'Errors' | 'Throttles', means: string): Resources {
  return { [`${name}${metric}Alarm`]: alarm({ means, metric: functionMetric(name, metric) }) };
}
