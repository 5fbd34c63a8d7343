import { getAtt, partition, ref, sub } from '../intrinsics.ts';
import type { Intrinsic } from '../value.ts';

/** JSON, as the Amazon States Language is. */
type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** Placeholders that CloudFormation fills in. */
const [audit, judge, bucket] = [
  getAtt('AuditArchive.Arn'),
  getAtt('JudgeArchive.Arn'),
  ref('ArchiveBucket'),
].map(({ argument }) => `\${${argument}}`) as [string, string, string];
const awsPartition = `\${${partition.argument}}`;

const withoutExecution = ['Lambda.TooManyRequestsException'];
/** Lambda has no execution, or gives no answer: what has passed when it is tried again. */
const busy = {
  ErrorEquals: [
    ...withoutExecution,
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
/** Amazon S3 or AWS KMS asks to slow down, or gives no answer: for up to twenty minutes. */
const passing = {
  ErrorEquals: ['ObjectsUnavailableError'],
  IntervalSeconds: 10,
  MaxAttempts: 8,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  JitterStrategy: 'FULL',
};
/** What the function fails with: with the first try three. */
const failed = { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2 };
/** No try mends a request that is wrong, or parts that do not fit. */
const wrong = {
  ErrorEquals: ['ArchiveRequestError', 'BrokenPolicyError', 'NotAStepError', 'UnfitPartError'],
  MaxAttempts: 0,
};

/** A step of a function, with what it is told. */
function step(
  lambda: string,
  name: string,
  told: Readonly<Record<string, Json>>,
  rest: Readonly<Record<string, Json>>,
): Json {
  return {
    Type: 'Task',
    Resource: `arn:${awsPartition}:states:::lambda:invoke`,
    Parameters: { FunctionName: lambda, Payload: { step: name, 'run.$': '$.run', ...told } },
    Retry: [busy, wrong, passing, failed],
    ...rest,
  };
}

/** A Distributed Map over a list in the bucket, of which what became of each item is put there too. */
function mapOver(
  label: string,
  {
    list,
    item,
    each,
  }: { readonly list: string; readonly item: Readonly<Record<string, Json>>; readonly each: Json },
): Readonly<Record<string, Json>> {
  return {
    Type: 'Map',
    Label: label,
    ItemReader: {
      Resource: `arn:${awsPartition}:states:::s3:getObject`,
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: bucket, 'Key.$': list },
    },
    ItemSelector: { 'run.$': '$.run', ...item },
    MaxConcurrencyPath: '$.listing.atOnce',
    ItemProcessor: each,
    ResultWriter: {
      Resource: `arn:${awsPartition}:states:::s3:putObject`,
      Parameters: {
        Bucket: bucket,
        'Prefix.$': `States.Format('runs/{}/results/${label}', $$.Execution.Name)`,
      },
    },
    ResultPath: '$.written',
  };
}

/** Nothing is wrong with what others leave no execution for. */
const whileBusy = { ErrorEquals: withoutExecution, ResultPath: '$.error', Next: 'WaitForExecution' };

function waitToGoOn(next: string): Json {
  return { Type: 'Wait', Seconds: 300, Next: next };
}

const children = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };

/** Tries are counted anew where an execution is redriven. */
const attempt = "States.Format('{}-{}', $$.State.EnteredTime, $$.State.RetryCount)";

const reading: Json = {
  StartAt: 'ReadBatch',
  ProcessorConfig: children,
  States: {
    ReadBatch: step(
      audit,
      'read batch',
      { 'batch.$': '$.batch' },
      {
        OutputPath: '$.Payload',
        Catch: [whileBusy, { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'GiveUpBatch' }],
        End: true,
      },
    ),
    GiveUpBatch: step(
      audit,
      'give up batch',
      { 'batch.$': '$.batch', 'error.$': '$.error.Error' },
      { OutputPath: '$.Payload', End: true },
    ),
    WaitForExecution: waitToGoOn('ReadBatch'),
  },
};

const judging: Json = {
  StartAt: 'JudgeSlice',
  ProcessorConfig: children,
  States: {
    JudgeSlice: step(
      judge,
      'judge slice',
      { 'slice.$': '$.slice' },
      {
        OutputPath: '$.Payload',
        Catch: [whileBusy],
        End: true,
      },
    ),
    WaitForExecution: waitToGoOn('JudgeSlice'),
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
        listing: { listings: [], batches: 0, isDone: false, after: '' },
      },
      Next: 'List',
    },
    List: step(
      audit,
      'list',
      { 'request.$': '$.request', 'listing.$': '$.listing', 'attempt.$': attempt },
      {
        ResultSelector: {
          'listings.$': '$.Payload.listings',
          'batches.$': '$.Payload.batches',
          'manifest.$': '$.Payload.manifest',
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
      ...mapOver('Read', {
        list: "States.Format('runs/{}/{}', $.run, $.listing.manifest)",
        item: { 'batch.$': '$$.Map.Item.Value.batch' },
        each: reading,
      }),
      Next: 'Plan',
    },
    Plan: step(
      judge,
      'plan',
      { 'listings.$': '$.listing.listings' },
      { ResultSelector: { 'manifest.$': '$.Payload.manifest' }, ResultPath: '$.plan', Next: 'Judge' },
    ),
    Judge: {
      ...mapOver('Judge', {
        list: "States.Format('runs/{}/{}', $.run, $.plan.manifest)",
        item: { 'slice.$': '$$.Map.Item.Value.slice' },
        each: judging,
      }),
      Next: 'Report',
    },
    Report: step(judge, 'report', {}, { OutputPath: '$.Payload', End: true }),
  },
};

/** The state machine, in the Amazon States Language. */
export const archiveSteps: Intrinsic = sub`${JSON.stringify(states, undefined, 2)}`;
