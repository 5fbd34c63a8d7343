import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../shared/submission/bucket.ts';

describe('the bucket of a path', () => {
  it.each([
    ['a name', 'mapping-stage', 'mapping-stage'],
    ['a folder', 'mapping-stage/in', 'mapping-stage'],
    ['folders', 'mapping-stage/in/2026/', 'mapping-stage'],
    ['a slash at the end', 'mapping-stage/', 'mapping-stage'],
    ['the scheme s3', 's3://mapping-stage', 'mapping-stage'],
    ['the scheme s3a', 's3a://mapping-stage/in', 'mapping-stage'],
    ['the scheme s3n', 's3n://mapping-stage/in', 'mapping-stage'],
    ['dots, capitals and underscores, as old buckets have', 'My_Bucket.v1/in', 'My_Bucket.v1'],
    ['three characters', 'abc', 'abc'],
    ['255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['a path of a kilobyte', `lake/${'x'.repeat(1019)}`, 'lake'],
    ['a parameter behind the bucket', 'lake/$folder', 'lake'],
    ['a second scheme behind the bucket', 'lake/s3://other', 'lake'],
  ])('is its beginning: %s', (_, path, bucket) => {
    expect(bucketOf(path)).toBe(bucket);
  });

  it.each([
    ['nothing', ''],
    ['a scheme alone', 's3://'],
    ['a slash alone', '/'],
    ['a slash before it', '/mapping-stage'],
    ['two characters', 'ab'],
    ['two characters and a folder', 's3://ab/cde'],
    ['256 characters', 'x'.repeat(256)],
    ['a kilobyte without a slash', 'x'.repeat(1024)],
    ['a parameter', '$bucket'],
    ['a parameter of two dollars', '$$bucket$$/in'],
    ['a parameter within', 'lake-$env'],
    ['a blank', 'mapping stage'],
    ['a blank before it', ' mapping-stage'],
    ['a line break behind it', 'mapping-stage\n'],
    ['an access point', 'arn:aws:s3:eu-central-1:123456789012:accesspoint/x'],
    ['letters that no bucket has', 'lagerhäuser'],
    ['another scheme', 'gs://mapping-stage'],
    ['a scheme in capitals', 'S3://mapping-stage'],
    ['two schemes', 's3://s3://mapping-stage'],
    ['a scheme with one letter more', 's3x://mapping-stage'],
  ])('is not known: %s', (_, path) => {
    expect(bucketOf(path)).toBeUndefined();
  });
});
