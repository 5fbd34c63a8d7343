import { optionalVariable, requiredCount, requiredVariable } from '../../shared/aws/lambda/environment.ts';
import { log } from '../../shared/aws/lambda/log.ts';
import { s3Client } from '../../shared/aws/objects/s3-store.ts';
import { judgeArchive } from './judge-archive.ts';

/** Records for each megabyte of memory: a slice of a million takes up to 0.7 GB (docs/scale.md), and its violations more. */
const recordsInMegabyte = 350;

/** JudgeArchive as AWS Lambda calls it. */
export const handler = judgeArchive({
  client: s3Client({ region: requiredVariable('AWS_REGION') }),
  bucket: optionalVariable('ARCHIVE_BUCKET'),
  mostRecords: recordsInMegabyte * requiredCount('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'megabytes'),
  log,
});
