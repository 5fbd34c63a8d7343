import { getAtt, partition, ref, sub } from '../intrinsics.ts';
import type { Intrinsic } from '../value.ts';

/** JSON, as the Amazon States Language is. */
type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** Placeholders that CloudFormation fills in. */
const [lambda, bucket] = [getAtt('AuditArchive.Arn'), ref('ArchiveBucket')].map(
  ({ argument }) => `\${${argument}}`,
) as [string, string];
const awsPartition = `\${${partition.argument}}`;

/** What has passed when it is tried again: Lambda is busy, or gives no answer. */
const busy = {
  ErrorEquals: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ],
  IntervalSeconds: 2,
  MaxAttempts: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};
/** What the function fails with: with the first try three. */
const failed = { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2 };
/** No try mends a request that is wrong, or a plan that is. */
const wrong = {
  ErrorEquals: ['ArchiveRequestError', 'BrokenPolicyError', 'NotAStepError', 'PolicyChangedError'],
  MaxAttempts: 0,
};

/** A step of the function, with what it is told. */
function step(
  name: string,
  told: Readonly<Record<string, Json>>,
  rest: Readonly<Record<string, Json>>,
): Json {
  return {
    Type: 'Task',
    Resource: `arn:${awsPartition}:states:::lambda:invoke`,
    Parameters: { FunctionName: lambda, Payload: { step: name, 'run.$': '$.run', ...told } },
    Retry: [busy, wrong, failed],
    ...rest,
  };
}

const changed = [{ ErrorEquals: ['PolicyChangedError'], ResultPath: '$.changed', Next: 'Plan' }];
const request = { 'request.$': '$.request' };
/** Where it puts what became of batches. */
const results = { Bucket: bucket, 'Prefix.$': "States.Format('runs/{}/read', $$.Execution.Name)" };

const reading: Json = {
  StartAt: 'ReadBatch',
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  States: {
    ReadBatch: step(
      'read batch',
      { 'batch.$': '$.batch' },
      {
        OutputPath: '$.Payload',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'GiveUpBatch' }],
        End: true,
      },
    ),
    GiveUpBatch: step(
      'give up batch',
      { 'batch.$': '$.batch', 'error.$': '$.error.Error' },
      { OutputPath: '$.Payload', End: true },
    ),
  },
};

const judging: Json = {
  StartAt: 'JudgeSlice',
  ProcessorConfig: { Mode: 'INLINE' },
  States: {
    JudgeSlice: step(
      'judge slice',
      { ...request, 'slice.$': '$.slice' },
      { OutputPath: '$.Payload', End: true },
    ),
  },
};

const states: Json = {
  Comment:
    'Audits the log files of a trail: lists them, reads them into parts, judges what is in these, puts it together.',
  StartAt: 'Begin',
  States: {
    Begin: {
      Type: 'Pass',
      Parameters: {
        'run.$': '$$.Execution.Name',
        'request.$': '$',
        listing: { batches: 0, listings: 0, isDone: false, after: '' },
      },
      Next: 'List',
    },
    List: step(
      'list',
      { ...request, 'listing.$': '$.listing' },
      {
        ResultSelector: {
          'batches.$': '$.Payload.batches',
          'listings.$': '$.Payload.listings',
          'isDone.$': '$.Payload.isDone',
          'after.$': '$.Payload.after',
          'atOnce.$': '$.Payload.atOnce',
        },
        ResultPath: '$.listing',
        Next: 'IsAllListed',
      },
    ),
    IsAllListed: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.listing.isDone', BooleanEquals: false, Next: 'List' },
        { Variable: '$.listing.batches', NumericEquals: 0, Next: 'Plan' },
      ],
      Default: 'Read',
    },
    Read: {
      Type: 'Map',
      Label: 'Read',
      ItemReader: {
        Resource: `arn:${awsPartition}:states:::s3:getObject`,
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: bucket, 'Key.$': "States.Format('runs/{}/manifest.json', $.run)" },
      },
      ItemSelector: { 'run.$': '$.run', 'batch.$': '$$.Map.Item.Value.batch' },
      MaxConcurrencyPath: '$.listing.atOnce',
      ItemProcessor: reading,
      ResultWriter: { Resource: `arn:${awsPartition}:states:::s3:putObject`, Parameters: results },
      ResultPath: '$.read',
      Next: 'Plan',
    },
    Plan: step(
      'plan',
      { ...request, 'listing.$': '$.listing' },
      {
        ResultSelector: { 'slices.$': '$.Payload.slices' },
        ResultPath: '$.plan',
        Next: 'Judge',
      },
    ),
    Judge: {
      Type: 'Map',
      ItemsPath: '$.plan.slices',
      ItemSelector: { 'run.$': '$.run', 'request.$': '$.request', 'slice.$': '$$.Map.Item.Value' },
      MaxConcurrencyPath: '$.listing.atOnce',
      ItemProcessor: judging,
      ResultPath: '$.judged',
      Catch: changed,
      Next: 'Report',
    },
    Report: step('report', request, {
      OutputPath: '$.Payload',
      Catch: changed,
      End: true,
    }),
  },
};

/** The state machine, in the Amazon States Language. */
export const archiveSteps: Intrinsic = sub`${JSON.stringify(states, undefined, 2)}`;
