import { describe, expect, it } from 'vitest';
import { runFolder } from '../../../shared/aws/archive-runs/run-folder.ts';
import { s3Client } from '../../../shared/aws/objects/s3-store.ts';
import { refuse, type ServingOptions } from '../../../tools/s3-stand-in.ts';
import { objectBucket } from '../../support/cli/object-bucket.ts';

const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLEEXAMPLE01', secretAccessKey: 'example' });

async function folderIn(options: ServingOptions) {
  const { objects } = await objectBucket(options);
  const client = s3Client({ region: 'eu-central-1', credentials });
  return { objects, folder: runFolder({ client, bucket: 'bucket', run: 'audit-1' }) };
}

const refusing = (status: number, code: string): ServingOptions => ({
  answer: (_, response) => refuse(response, status, code),
});

describe('the folder of a run', () => {
  it('gives a file by its name', async () => {
    const { objects, folder } = await folderIn({});
    objects.set('runs/audit-1/part', { content: Buffer.from('0123456789') });
    expect(String(await folder.get('part'))).toBe('0123456789');
    expect(folder.addressOf('part')).toBe('s3://bucket/runs/audit-1/part');
  });

  it.each<[string, ServingOptions, string]>([
    [
      'what passes',
      refusing(400, 'ExpiredToken'),
      'ObjectsUnavailableError: s3://bucket/runs/audit-1/part: the AWS credentials have expired',
    ],
    [
      'what lasts',
      refusing(403, 'AccessDenied'),
      'UnreadableFileError: s3://bucket/runs/audit-1/part: permission denied: s3:GetObject',
    ],
    ['what is not there', {}, 'UnreadableFileError: s3://bucket/runs/audit-1/part: is no longer there'],
  ])('says of %s whether another try is worth it', async (_, options, said) => {
    const { folder } = await folderIn(options);
    const error = await folder.get('part').then(
      () => 'given',
      ({ name, message }: Error) => `${name}: ${message}`,
    );
    expect(error).toBe(said);
  });
});
