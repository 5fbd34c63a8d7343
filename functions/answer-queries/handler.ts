import { optionalList, requiredCount } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { answerQueries } from './answer-queries.ts';

const { coverage, ...common } = deployed('caller');

/** AnswerQueries as AWS Lambda calls it. */
export const handler = answerQueries({
  ...common,
  coverage: coverage(),
  coverageSilenceSeconds: requiredCount('COVERAGE_SILENCE_HOURS', 'hours') * 3600,
  readers: optionalList('READERS'),
});
