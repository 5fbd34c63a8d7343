import type { Connection } from '../contracts/submission-contract.generated.ts';
import { normalName } from './normal-name.ts';
import { oneOf, type ReadText, text, truth } from './value.ts';

/** A property: the normal names of its labels and keys, and how its value is read. */
export interface Property<Value> {
  readonly names: readonly string[];
  readonly read: ReadText<Value>;
}

const arnOfRole = text(2048, /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/.+$/);
const accessKey = text(128, /^[A-Z0-9]{16,128}$/);

/** Kinds of authentication by their labels. `undefined`: it says nothing of how temporary credentials for S3 are obtained. */
const authentications: Readonly<Record<string, Connection['authentication']>> = {
  Basic: 'basic',
  Default: undefined,
  'Redshift IAM Authentication via AssumeRole': undefined,
  IAM: 'iam',
  'AssumeRole via EC2 Role': 'assume-role-ec2',
  'AssumeRole with EC2 Role': 'assume-role-ec2',
  'AssumeRole via IAM User': 'assume-role-user',
  'AssumeRole with IAM User': 'assume-role-user',
  'Credential Profile File': 'credential-profile',
  'Federated User SSO': 'federated-sso',
  'Federated SSO': 'federated-sso',
};

/** What of a connection is judged (docs/informatica.md has this table). Names of keys follow those of labels. */
export const connectionProperties = {
  authentication: { names: ['authenticationtype', 'authentication'], read: oneOf(authentications) },
  accessKeyId: { names: ['accesskeyid', 'accesskey', 's3accesskeyid'], read: accessKey },
  iamRoleArn: { names: ['iamrolearn', 's3iamrolearn'], read: arnOfRole },
  externalId: { names: ['externalid'], read: text(1224) },
  useEc2RoleToAssumeRole: { names: ['useec2roletoassumerole'], read: truth },
  customerMasterKeyId: { names: ['customermasterkeyid'], read: text(2048) },
  region: { names: ['clusterregion', 'regionname', 's3regionname', 'region'], read: text(64) },
  federatedRoleArn: { names: ['rolearn'], read: arnOfRole },
  databaseRoleArn: { names: ['redshiftiamrolearn'], read: arnOfRole },
  databaseAccessKeyId: { names: ['redshiftaccesskeyid'], read: accessKey },
  folderPath: { names: ['folderpath'], read: text(1024) },
} as const satisfies Readonly<Record<string, Property<unknown>>>;

export type ConnectionPropertyName = keyof typeof connectionProperties;

/** Properties that only one connector has; with any other they are not understood. */
const ownProperties: Readonly<Partial<Record<ConnectionPropertyName, Connection['type']>>> = {
  federatedRoleArn: 'amazon-s3-v2',
  databaseRoleArn: 'amazon-redshift-v2',
  databaseAccessKeyId: 'amazon-redshift-v2',
  folderPath: 'amazon-s3-v2',
};

const propertiesByName: ReadonlyMap<string, ConnectionPropertyName> = new Map(
  Object.entries(connectionProperties).flatMap(([property, { names }]) =>
    names.map((name) => [name, property as ConnectionPropertyName] as const),
  ),
);

/** The property that the first of the names is one of; `undefined` where none is any of the connector's. */
export function connectionPropertyNamed(
  names: readonly string[],
  type: Connection['type'],
): ConnectionPropertyName | undefined {
  const properties = names.map((name) => propertiesByName.get(normalName(name)));
  return properties.find((property) => {
    const owner = property && ownProperties[property];
    return property !== undefined && (owner === undefined || owner === type);
  });
}

/** Normal names of what a connection has and no rule asks for: where the database is, secrets, who it belongs to. */
export const connectionsOtherNames: ReadonlySet<string> = new Set([
  'agentgroupid',
  'agentid',
  'ccmconnpresentation',
  'clusteridentifier',
  'databasename',
  'jdbcurl',
  'mastersymmetrickey',
  'orgid',
  'password',
  'redshiftsecretaccesskey',
  's3secretaccesskey',
  'schema',
  'secretaccesskey',
  'secretkey',
  'user',
  'username',
]);
