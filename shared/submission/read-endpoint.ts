import type { Source, Target } from '../contracts/submission-contract.generated.ts';
import { bucketOf } from './bucket.ts';
import { type Options, parseOptions } from './options.ts';
import type { Endpoint, UnresolvedOfEndpoint } from './submission.ts';
import { unresolvedIn } from './unresolved.ts';

const defaultDurationSeconds = 900;

/** What of an endpoint is not its own document's to say. */
type Surroundings = Pick<Endpoint, 'side' | 'pointer' | 'task' | 'connection' | 'overridable'>;

/** Reads a source or target that keeps the contract. */
export function readEndpoint(endpoint: Source | Target, surroundings: Surroundings): Endpoint {
  const unresolved = unresolvedIn<UnresolvedOfEndpoint>(endpoint);
  const path = endpoint.s3BucketName;
  let options: { readonly read: Options | undefined } | undefined;
  return {
    ...surroundings,
    name: endpoint.name,
    readsDirectly: 'readMode' in endpoint && endpoint.readMode === 'direct',
    namesBucket: path !== undefined || unresolved.has('s3BucketName'),
    bucket: path === undefined ? undefined : bucketOf(path),
    encryption: endpoint.encryptionType ?? 'none',
    statesEncryption: endpoint.encryptionType !== undefined,
    options: () => {
      options ??= { read: optionsOf(endpoint, unresolved) };
      return options.read;
    },
    durationSeconds: endpoint.temporaryCredentialDuration ?? defaultDurationSeconds,
    unresolved,
  };
}

function optionsOf(endpoint: Source | Target, unresolved: Endpoint['unresolved']): Options | undefined {
  if (unresolved.has('unloadOptions') || unresolved.has('copyOptions')) return undefined;
  const text = 'unloadOptions' in endpoint ? endpoint.unloadOptions : undefined;
  return parseOptions(text ?? ('copyOptions' in endpoint ? endpoint.copyOptions : undefined) ?? '');
}
