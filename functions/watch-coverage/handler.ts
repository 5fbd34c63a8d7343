import { requiredCount } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { watchCoverage } from './watch-coverage.ts';

const { coverage, ...common } = deployed('queue');

/** WatchCoverage as AWS Lambda calls it. */
export const handler = watchCoverage({
  ...common,
  store: coverage(),
  leastSeconds: requiredCount('COVERAGE_SILENCE_HOURS', 'hours') * 3600,
});
