import { allow } from '../blocks/iam.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt, ref, sub, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { because, type Value } from '../value.ts';
import { queryPaths } from './query-paths.ts';

const answerQueries: LambdaFunction = {
  name: 'AnswerQueries',
  does: 'Answers what was decided and found, what the rules are, and whether the hook can decide',
  memory: 512,
  timeout: because('As the hook: API Gateway gives up after 29 s.', 20),
  reservedConcurrency: because(
    'Not only kept free: no crowd of readers takes executions away from the hook.',
    when('HasQueryReservation', ref('QueryReservedConcurrency')),
  ),
  environment: { READERS: ref('Readers'), COVERAGE_SILENCE_HOURS: ref('CoverageSilenceHours') },
  events: Object.fromEntries(Object.entries(queryPaths).map(([id, path]) => [id, getEvent(path)])),
  policy: 'reads it',
  permissions: [
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'], getAtt('WardenTable.Arn')),
    allow('dynamodb:Query', sub`${getAtt('WardenTable.Arn')}/index/Listing`),
  ],
  alarms: {
    errors: 'Queries fail; the hook goes on',
    throttles: 'Queries get no execution; the hook goes on',
  },
};

export const queries: Chapter = {
  title: 'Queries: GET /v1/... -> AnswerQueries',
  lambda: answerQueries,
};

function getEvent(path: string): Value {
  return { Type: 'Api', Properties: { RestApiId: ref('SubmissionApi'), Path: path, Method: 'GET' } };
}
