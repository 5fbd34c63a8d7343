import { silenceAlarm, standingAlarm } from '../blocks/alarm.ts';
import { allow } from '../blocks/iam.ts';
import { ownMetric } from '../blocks/metrics.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt, ref } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { because } from '../value.ts';

const covered = ownMetric('RegionsCovered');
const silent = ownMetric('RegionsSilent');

const watchCoverage: LambdaFunction = {
  name: 'WatchCoverage',
  does: 'Tells from which accounts and Regions CloudTrail records no longer come',
  memory: 512,
  timeout: 60,
  queue: {
    name: 'Coverage',
    rules: {
      CoverageRule: { description: 'It is time to look from where records come', schedule: 'rate(1 hour)' },
    },
    batchSize: 1,
    maximumConcurrency: because('The least that Lambda takes.', 2),
    waiting: { seconds: 7200, means: 'Nobody looks from where records come' },
    deadLetters: because('The next look makes good for what is here.', {
      fromFunction: false,
      means: 'Looking from where records come failed',
      output: 'Looks at coverage that failed',
    }),
  },
  environment: { COVERAGE_SILENCE_HOURS: ref('CoverageSilenceHours') },
  policy: 'needs none',
  speaks: true,
  permissions: [
    allow('dynamodb:Query', getAtt('WardenTable.Arn'), {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['coverage'] },
    }),
  ],
  managedPolicies: [ref('CoverageNotingPolicy')],
  alarms: {
    errors: 'Looking from where records come fails',
    throttles: 'Looking from where records come gets no execution',
    further: {
      CoverageLostAlarm: standingAlarm({
        means: 'CloudTrail records no longer come from an account and Region',
        metric: silent,
      }),
      CoverageSilenceAlarm: because(
        'Until the first record has come, and where nobody looks any more.',
        silenceAlarm({
          means: 'For a day no account and Region has been known to be covered',
          metric: covered,
        }),
      ),
    },
  },
  graphs: [
    {
      title: 'Accounts and Regions',
      statistic: 'Maximum',
      period: 3600,
      lines: [{ metric: covered }, { metric: silent }],
    },
  ],
};

export const coverage: Chapter = {
  title: 'Coverage: the clock -> rule -> queue -> WatchCoverage',
  lambda: watchCoverage,
};
