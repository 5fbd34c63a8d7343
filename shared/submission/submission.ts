import type { Principal } from '../access/principal.ts';

/** A mapping task that somebody wants to start, read from the contract `submission.schema.json`; flat, defaults filled in. */
export interface Submission {
  /** As submitted; else derived from the digest. */
  readonly id: string;
  /** `sha256:` and the hex digest of the canonical submission (RFC 8785), without the caller identity proof. Made when first read. */
  readonly digest: string;
  readonly task: Task;
  readonly endpoints: readonly Endpoint[];
  /** Connections named by an endpoint that have an IAM Role ARN, each once. */
  readonly connectionsInUse: readonly Connection[];
  /** Every (source, target) pair. */
  readonly pairs: readonly BucketPair[];
}

export interface Task {
  readonly name: string;
  readonly mode: 'standard' | 'advanced';
  readonly expectedRunSeconds: number | undefined;
  /** A parameter file may override connections and properties at run time. */
  readonly parameterFile: boolean;
}

export interface Connection {
  /** Its key in the submission's `connections`. */
  readonly id: string;
  /** Its place in the submission, a JSON Pointer. */
  readonly pointer: string;
  readonly type: 'amazon-redshift-v2' | 'amazon-redshift' | 'amazon-s3-v2' | 'other';
  readonly authentication: string | undefined;
  readonly accessKeyId: string | undefined;
  /** The requester as the submission declares it: who asks for the temporary credentials. */
  readonly principal: Principal | undefined;
  readonly iamRoleArn: string | undefined;
  readonly externalId: string | undefined;
  readonly useEc2RoleToAssumeRole: boolean;
  readonly customerMasterKeyId: string | undefined;
  readonly region: string | undefined;
  readonly secretsDigest: string | undefined;
}

/** One source or target. */
export interface Endpoint {
  readonly side: 'source' | 'target';
  /** Its place in the submission, a JSON Pointer. */
  readonly pointer: string;
  readonly name: string;
  readonly task: Task;
  readonly connection: Connection;
  /** Its connection has an IAM Role ARN. */
  readonly usesTemporaryCredentials: boolean;
  /** A source in read mode direct: its data does not pass through S3. */
  readonly readsDirectly: boolean;
  readonly bucket: string | undefined;
  readonly encryption: 'none' | 'sse-s3' | 'sse-kms' | 'cse-smk';
  readonly unloadOptions: string;
  /** Temporary Credential Duration in seconds; 900 where absent. */
  readonly durationSeconds: number;
}

/** A source and a target of the same submission. */
export interface BucketPair {
  readonly source: Endpoint;
  readonly target: Endpoint;
}
