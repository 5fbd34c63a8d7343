import { optionalList } from '../../shared/aws/lambda/environment.ts';
import { deployed } from '../deployed.ts';
import { answerQueries } from './answer-queries.ts';

const common = deployed('caller');

/** AnswerQueries as AWS Lambda calls it. */
export const handler = answerQueries({
  ...common,
  readers: optionalList('READERS'),
});
