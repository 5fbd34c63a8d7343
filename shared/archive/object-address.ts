/** Objects of Amazon S3, by the beginning of their keys. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly prefix: string;
}

const scheme = 's3://';
/** A bucket, or the alias of an access point (Amazon S3 User Guide, "General purpose bucket naming rules"). */
const address = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/** Whether a path means objects of Amazon S3. */
export function isObjectAddress(path: string): boolean {
  return path.startsWith(scheme);
}

/** Reads `s3://bucket/prefix`; `undefined` where it is none. */
export function parseObjectAddress(path: string): ObjectAddress | undefined {
  const [, bucket, prefix = ''] = address.exec(path) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

/** The address of one object. */
export function objectPath(bucket: string, key: string): string {
  return `${scheme}${bucket}/${key}`;
}
