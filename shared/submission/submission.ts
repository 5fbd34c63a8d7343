import type { Principal } from '../access/principal.ts';
import type {
  Connection as ConnectionDocument,
  Source,
  Target,
} from '../contracts/submission-contract.generated.ts';
import type { Options } from './options.ts';

/** A mapping task that somebody wants to start, read from the contract `submission.schema.json`; flat, defaults filled in. */
export interface Submission {
  /** As submitted; else derived from the digest. */
  readonly id: string;
  /** Whether the id says nothing but what was submitted. */
  readonly isIdDerived: boolean;
  /**
   * `sha256:` and the hex digest of the canonical submission (RFC 8785) without `$schema`, `submissionId`, `submittedAt` and
   * `submittedBy`, and without connections that no endpoint names: one task sent again has one digest. Made when first read.
   */
  readonly digest: string;
  readonly task: Task;
  readonly endpoints: readonly Endpoint[];
  /** The ways in which its connections may obtain temporary credentials, each once. */
  readonly hops: readonly Hop[];
  /** Every (source, target) pair. */
  readonly pairs: readonly BucketPair[];
}

export interface Task {
  readonly id: string | undefined;
  readonly name: string;
  readonly mode: 'standard' | 'advanced';
  readonly expectedRunSeconds: number | undefined;
}

/** A property of a connection whose value could not be read, though it is set. */
export type UnresolvedOfConnection = NonNullable<ConnectionDocument['unresolved']>[number];
/** A property of an endpoint whose value could not be read, though it is set. */
export type UnresolvedOfEndpoint = NonNullable<(Source | Target)['unresolved']>[number];

export interface Connection {
  /** Its key in the submission's `connections`. */
  readonly id: string;
  /** What people call it: its name, else its key. */
  readonly name: string;
  /** Its place in the submission, a JSON Pointer. */
  readonly pointer: string;
  /** `unknown`: its definition is not at hand, and all of its properties are unresolved. */
  readonly type: ConnectionDocument['type'];
  readonly authentication: ConnectionDocument['authentication'];
  readonly accessKeyId: string | undefined;
  /** The requester as the submission declares it: who asks for the temporary credentials. */
  readonly principal: Principal | undefined;
  readonly iamRoleArn: string | undefined;
  readonly externalId: string | undefined;
  /** `undefined` where nothing is said, which means the same as false. */
  readonly useEc2RoleToAssumeRole: boolean | undefined;
  readonly customerMasterKeyId: string | undefined;
  readonly region: string | undefined;
  /** The Region's code, whether the code or a name is given; `undefined` where none is, and where it is not known. */
  readonly regionCode: string | undefined;
  readonly runtimeEnvironment: string | undefined;
  readonly secretsDigest: string | undefined;
  /** How it reaches the database itself with temporary credentials. */
  readonly database: Omit<RoleUse, 'kind'> | undefined;
  readonly unresolved: ReadonlySet<UnresolvedOfConnection>;
}

/** Who assumes a role: what a connection's properties say of it. */
interface RoleUse {
  /** `staging`: for the data in S3; `database`: for Amazon Redshift itself, the second hop. */
  readonly kind: 'staging' | 'database';
  readonly accessKeyId: string | undefined;
  readonly principal: Principal | undefined;
  readonly iamRoleArn: string | undefined;
  readonly useEc2RoleToAssumeRole: boolean;
}

/** A way in which a connection that an endpoint names may obtain temporary credentials. */
export interface Hop extends RoleUse {
  readonly connection: Connection;
}

/** One source or target. */
export interface Endpoint {
  readonly side: 'source' | 'target';
  /** Its place in the submission, a JSON Pointer. */
  readonly pointer: string;
  readonly name: string;
  readonly task: Task;
  readonly connection: Connection;
  /** A source in read mode direct: its data does not pass through S3. */
  readonly readsDirectly: boolean;
  /** S3 Bucket Name or Folder Path is set, whether the bucket can be read out of it or not. */
  readonly namesBucket: boolean;
  /** The bucket's name; `undefined` where none is named, and where it cannot be read out of what is. */
  readonly bucket: string | undefined;
  readonly encryption: NonNullable<Source['encryptionType']>;
  /** The encryption is stated, and no default. */
  readonly statesEncryption: boolean;
  /** Reads the unload options of a source, or the copy options of a target; `undefined` where they cannot be read. */
  readonly options: () => Options | undefined;
  /** Temporary Credential Duration in seconds; 900 where absent. */
  readonly durationSeconds: number;
  /** A parameter file may replace its connection, object or properties at run time. */
  readonly overridable: boolean;
  readonly unresolved: ReadonlySet<UnresolvedOfEndpoint>;
}

/** A source and a target of the same submission. */
export interface BucketPair {
  readonly source: Endpoint;
  readonly target: Endpoint;
}
