const scheme = /^s3[an]?:\/\//;
const bucketName = /^[A-Za-z0-9._-]{3,255}$/;

/**
 * The bucket that an S3 Bucket Name or a Folder Path (`<bucket>/<folder>`) begins with; `undefined` where what stands
 * there can be no bucket's name, as with a parameter (docs/guidelines.md, "Words").
 */
export function bucketOf(path: string): string | undefined {
  const [name = ''] = path.replace(scheme, '').split('/', 1);
  return bucketName.test(name) ? name : undefined;
}
