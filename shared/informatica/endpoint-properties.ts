import type { Connection, Source, Target } from '../contracts/submission-contract.generated.ts';
import type { Property } from './connection-properties.ts';
import { oneOf, seconds, text } from './value.ts';

type EndpointProperty = Exclude<
  keyof (Source & Target),
  'name' | 'connection' | 'overridable' | 'unresolved'
>;
export type EndpointProperties = Readonly<Partial<Record<EndpointProperty, Property<string | number>>>>;

const encryptionType: Property<string> = {
  names: ['encryptiontype'],
  read: oneOf<NonNullable<Source['encryptionType']>>({
    None: 'none',
    'SSE-S3': 'sse-s3',
    'SSE-KMS': 'sse-kms',
    'CSE-SMK': 'cse-smk',
    'CSE-KMS': 'cse-kms',
    'Server Side Encryption': 'sse-s3',
    'Server Side Encryption with KMS': 'sse-kms',
    'Client Side Encryption': 'cse-smk',
    'Informatica Encryption': 'informatica-encryption',
  }),
};
const duration: Property<number> = { names: ['temporarycredentialduration'], read: seconds };
const readMode: Property<string> = {
  names: ['readmode'],
  read: oneOf<NonNullable<Source['readMode']>>({ Staging: 'staging', Direct: 'direct' }),
};
const bucket = (...names: readonly string[]): Property<string> => ({ names, read: text(1024) });
const options = (...names: readonly string[]): Property<string> => ({ names, read: text(8192) });

/** What of every endpoint with temporary credentials is judged. */
const common: EndpointProperties = { encryptionType, temporaryCredentialDuration: duration };

const ofRedshift = {
  source: {
    ...common,
    readMode,
    s3BucketName: bucket('s3bucketname'),
    unloadOptions: options('unloadoptions'),
  },
  target: { ...common, s3BucketName: bucket('s3bucketname'), copyOptions: options('copyoptions') },
} as const;
const ofS3: EndpointProperties = { ...common, s3BucketName: bucket('folderpath') };
const ofUnknown = {
  source: { ...ofRedshift.source, s3BucketName: bucket('s3bucketname', 'folderpath') },
  target: { ...ofRedshift.target, s3BucketName: bucket('s3bucketname', 'folderpath') },
} as const;

/** What of an endpoint is judged, by the type of its connection (docs/informatica.md has these tables). */
export function endpointProperties(type: Connection['type'], side: 'source' | 'target'): EndpointProperties {
  if (type === 'other') return {};
  if (type === 'amazon-s3-v2') return ofS3;
  return (type === 'unknown' ? ofUnknown : ofRedshift)[side];
}

/** Normal names of all properties of endpoints. */
export const endpointPropertyNames: ReadonlySet<string> = new Set(
  [ofUnknown.source, ofUnknown.target].flatMap((table) => Object.values(table).flatMap(({ names }) => names)),
);

/** Normal names of what an endpoint has and no rule asks for. */
export const endpointsOtherNames: ReadonlySet<string> = new Set([
  'analyzetargettable',
  'compressionformat',
  'downloadpartsize',
  'enablecompression',
  'errorfiledirectory',
  'fetchsize',
  'filename',
  'maxerrorsperuploadbatchforinsert',
  'multipledownloadthreshold',
  'numberoffilestoupload',
  'numberofrowsperfile',
  'objectname',
  'overwritefilesifexists',
  'partsize',
  'postsql',
  'presql',
  'schemaname',
  'selectdistinct',
  'sourcetype',
  'sqlquery',
  'stagingdirectorylocation',
  'successfiledirectory',
  'tablename',
  'tracinglevel',
  'transfermanagerthreadpoolsize',
  'treatsourcerowsas',
  'truncatetargettablebeforedataload',
  'uploadpartsize',
  'vacuumtargettable',
]);
