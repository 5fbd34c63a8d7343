/** What the template tells every function, for functions that run outside Lambda: names are made up, limits its defaults. */
export const functionEnvironment = {
  ACCOUNT_ID: '123456789012',
  AWS_REGION: 'eu-central-1',
  CALLS_OF_A_CALLER: '120',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters',
  DECISION_VALID_SECONDS: '900',
  DEPLOYMENT_ID: '0f8fad5b-d9cb-469f-a165-70867728950e',
  DRY_RUNS: '300',
  EVENT_BUS_NAME: 'sts-warden',
  RECORD_RETENTION_DAYS: '400',
  RUN_SETTLE_SECONDS: '900',
  SCHEDULE_DEAD_LETTER_ARN: 'arn:aws:sqs:eu-central-1:123456789012:session-dead-letters',
  SCHEDULE_GROUP: 'sts-warden',
  SCHEDULE_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:123456789012:sessions',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::123456789012:role/schedules',
  SNAPSHOT_MAX_AGE_SECONDS: '86400',
  TABLE_NAME: 'sts-warden',
} as const;
