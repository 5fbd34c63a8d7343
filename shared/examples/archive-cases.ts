import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { compliantRecord, patched } from './compliant.ts';
import { exampleId } from './example-id.ts';
import type { QueueCase } from './queue-cases.ts';

/** One file in `events/` for a function that a state machine invokes: a step of it. */
export interface StepCase {
  readonly name: string;
  readonly step: object;
}

/** A bucket and a log file of a trail. */
export const exampleTrail = {
  bucket: 'example-trail',
  key: 'AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail/eu-central-1/2026/10/01/123456789012_CloudTrail_eu-central-1_20261001T0805Z_EXAMPLEEXAMPLE01.json.gz',
} as const;

const rootRequest = {
  eventID: exampleId(81),
  userIdentity: {
    type: 'Root',
    principalId: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    userName: null,
  },
};

/** What is in the log file: a request as it should be, and one by the root user. Not compressed, so always the same. */
export const exampleLogFile = gzipSync(
  JSON.stringify({ Records: [compliantRecord, patched(compliantRecord, rootRequest)] }),
  { level: 0 },
);

/** Files in `events/` for AuditArchive, by its queue. */
export const logFileCases: readonly QueueCase[] = [
  {
    name: 'audit-archive.log-file.json',
    messages: [
      {
        source: 'aws.s3',
        detailType: 'Object Created',
        region: 'eu-central-1',
        resources: [`arn:aws:s3:::${exampleTrail.bucket}`],
        detail: {
          version: '0',
          bucket: { name: exampleTrail.bucket },
          object: {
            key: exampleTrail.key,
            size: exampleLogFile.length,
            etag: hash('md5', exampleLogFile),
            sequencer: '0068DCE0051234ABCD',
          },
          'request-id': 'EXAMPLEREQUEST01',
          requester: 'cloudtrail.amazonaws.com',
          'source-ip-address': '192.0.2.44',
          reason: 'PutObject',
        },
      },
    ],
  },
];

export const exampleRun = 'audit-0f8fad5b-d9cb-469f-a165-70867728950e';
const request = { trail: `s3://${exampleTrail.bucket}/AWSLogs/`, from: '2026-10-01T00:00:00Z' };

const exampleListing = '0000001-2026-10-02T080000000Z-0';
const exampleBatch = `${exampleListing}-0000001`;

/** Files in `events/` for AuditArchive and JudgeArchive, by the steps of their state machine. */
export const stepCases: readonly StepCase[] = [
  {
    name: 'audit-archive.list.json',
    step: {
      step: 'list',
      run: exampleRun,
      request,
      attempt: '2026-10-02T08:00:00.000Z-0',
      listing: { listings: [], after: '' },
    },
  },
  {
    name: 'audit-archive.read-batch.json',
    step: { step: 'read batch', run: exampleRun, batch: exampleBatch },
  },
  {
    name: 'audit-archive.give-up-batch.json',
    step: { step: 'give up batch', run: exampleRun, batch: exampleBatch, error: 'Runtime.OutOfMemory' },
  },
  {
    name: 'judge-archive.plan.json',
    step: { step: 'plan', run: exampleRun, listings: [{ name: exampleListing, batches: 1 }] },
  },
  {
    name: 'judge-archive.judge-slice.json',
    step: { step: 'judge slice', run: exampleRun, slice: 0 },
  },
  { name: 'judge-archive.report.json', step: { step: 'report', run: exampleRun } },
];
