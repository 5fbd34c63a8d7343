import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Severity } from '../../contracts/result-contract.generated.ts';

/** What is counted (template.yaml's alarms and dashboard name these). */
type MetricName =
  | 'RecordsJudged'
  | 'RunsJudged'
  | 'RunsWithoutRoles'
  | 'ExpiryWarnings'
  | 'RecordsLeftOut'
  | 'RecordsPostponed'
  | 'SubmissionsAllowed'
  | 'SubmissionsBlocked'
  | 'Undecided'
  | 'Faults'
  | 'PublishFailures'
  | 'MessagesSetAside'
  | 'FactsUnavailable'
  | 'PolicyFailures'
  | 'PolicyRecordFailures'
  | 'PolicyDisarmed'
  | 'JudgedByDefaults'
  | 'SinkFailures'
  | 'RecordFailures'
  | 'PrincipalsAnalysed'
  | 'MembersRead'
  | 'RefreshFailures'
  | 'NotificationsSent'
  | 'RegionsCovered'
  | 'RegionsSilent'
  | 'CoverageFailures'
  | 'LogFilesRead'
  | 'RecordsHandedOver'
  | 'BatchesGivenUp';

/** Counts during an invocation; what was counted leaves at its end as one line of the log (CloudWatch EMF). */
export interface Meter {
  readonly count: (name: MetricName, by?: number) => void;
  readonly violation: (ruleId: string, severity: Severity) => void;
  /** Seconds between an event and its judgement; the greatest of an invocation is kept. */
  readonly age: (seconds: number) => void;
  readonly flush: () => Promise<void>;
  /** Begins to load what a flush needs: it loads while the first invocation waits for AWS. */
  readonly prepare: () => void;
}

const namespace = 'STSWarden';

/**
 * Makes a meter that writes by Powertools Metrics (service: POWERTOOLS_SERVICE_NAME). Counting costs an addition; the
 * rest is done once, at the end.
 */
export function powertoolsMeter(): Meter {
  let opening: Promise<Metrics> | undefined;
  const counts = new Map<MetricName, number>();
  const violations = new Map<string, number>();
  let oldest: number | undefined;

  function open(): Promise<Metrics> {
    // Its constructor opens standard output, which takes longer than all else at a start.
    opening ??= import('@aws-lambda-powertools/metrics').then(({ Metrics }) => new Metrics({ namespace }));
    return opening;
  }

  async function flush(): Promise<void> {
    const metrics = await open();
    for (const [name, count] of counts) metrics.addMetric(name, 'Count', count);
    if (oldest !== undefined) metrics.addMetric('RecordAge', 'Seconds', oldest);
    for (const [key, count] of violations) {
      const [rule = '', severity = ''] = key.split(' ');
      const one = metrics.singleMetric();
      one.addDimensions({ rule, severity });
      one.addMetric('Violations', 'Count', count);
    }
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    counts.clear();
    violations.clear();
    oldest = undefined;
  }

  return {
    count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    violation: (ruleId, severity) => {
      const key = `${ruleId} ${severity}`;
      violations.set(key, (violations.get(key) ?? 0) + 1);
    },
    age: (seconds) => {
      oldest = Math.max(oldest ?? seconds, seconds);
    },
    flush,
    prepare: () => void open(),
  };
}
