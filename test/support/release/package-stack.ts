import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { succeed } from '../../../tools/sam/command.ts';
import { samCommand, samEnvironment } from '../../../tools/sam/sam-command.ts';
import { clientOptions, sdkEnvironment } from '../aws-stack/clients.ts';
import { startMoto } from '../aws-stack/moto-server.ts';

/** A stack whose code is on S3. */
export interface PackagedStack {
  /** The path of its template. */
  readonly template: string;
  /** The bytes at `s3://<bucket>/<key>`. */
  readonly objectAt: (uri: string) => Promise<Buffer>;
  readonly stop: () => Promise<void>;
}

const Bucket = 'artifacts';

/** Uploads what a template names, as people do, to the S3 of a moto_server. */
export async function packageStack(folder: string): Promise<PackagedStack> {
  const { url, stop } = await startMoto();
  const s3 = new S3Client({ ...clientOptions(url), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const template = join(folder, 'packaged.yaml');
  const words = ['--template-file', join(folder, 'template.yaml'), '--output-template-file', template];
  await succeed(await samCommand(), ['package', '--s3-bucket', Bucket, ...words], {
    env: { ...samEnvironment(), ...sdkEnvironment, AWS_ENDPOINT_URL: url },
  });
  return {
    template,
    objectAt: async (uri) => {
      const [, Key] = /^s3:\/\/artifacts\/(.+)$/.exec(uri) ?? [];
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    stop,
  };
}
