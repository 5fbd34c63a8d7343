import { gzipSync } from 'node:zlib';
import { onTestFinished, vi } from 'vitest';
import {
  type ObjectServer,
  type ServedObject,
  type ServingOptions,
  serveObjects,
} from '../../../tools/s3-stand-in.ts';

/** A bucket behind a stand-in for Amazon S3, which the SDK’s own environment variables lead to. */
export interface ObjectBucket {
  readonly objects: Map<string, ServedObject>;
  /** Puts an object there; anything but bytes becomes gzip of JSON. */
  readonly put: (key: string, content: unknown, more?: Omit<ServedObject, 'content'>) => void;
  readonly server: ObjectServer;
}

/** Serves a bucket until the test is over. */
export async function objectBucket(options: ServingOptions = {}): Promise<ObjectBucket> {
  const objects = new Map<string, ServedObject>();
  const server = await serveObjects(objects, options);
  onTestFinished(() => server.close());
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLEEXAMPLE01');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_PROFILE', undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return {
    objects,
    server,
    put: (key, content, more) => {
      const bytes = Buffer.isBuffer(content) ? content : gzipSync(JSON.stringify(content));
      objects.set(key, { content: bytes, ...more });
    },
  };
}
