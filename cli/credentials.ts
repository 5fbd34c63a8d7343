import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { CredentialsError } from './errors.ts';

/** What AWS signs requests with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK would warn of keys in the environment beside a profile, which is named on purpose. */
const silence = () => undefined;
const quiet = { trace: silence, debug: silence, info: silence, warn: silence, error: silence };

const places =
  'looked for them in the environment, in the profile (AWS_PROFILE or --profile), in IAM Identity Center, and in the metadata of container and instance';

/**
 * The credentials that AWS's own tools would use: environment, profile with what it names (role, IAM Identity Center,
 * process), container, instance. Throws {@link CredentialsError} where there are none. The SDK's own message may quote
 * what a credential process printed.
 */
export async function ambientCredentials(profile: string | undefined): Promise<Credentials> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  try {
    return await defaultProvider({ logger: quiet, ...(profile !== undefined && { profile }) })();
  } catch (error) {
    const isSignedOut = /\bsso\b/i.test(String(error));
    throw new CredentialsError(
      isSignedOut
        ? 'no AWS credentials: the profile’s session with IAM Identity Center is missing or has ended; run `aws sso login`'
        : `no AWS credentials: ${places}`,
    );
  }
}

/** The same for Amazon S3: where there are none is why an object cannot be read. Throws UnreadableFileError. */
export async function credentialsForObjects(): Promise<Credentials> {
  try {
    return await ambientCredentials(undefined);
  } catch (error) {
    throw new UnreadableFileError((error as Error).message);
  }
}

/** The Region that AWS's own tools would use; `undefined` where none is set. */
export async function ambientRegion(profile: string | undefined): Promise<string | undefined> {
  const { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } = await import(
    '@smithy/core/config'
  );
  const sources = { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) };
  return loadConfig(NODE_REGION_CONFIG_OPTIONS, sources)().catch(() => undefined);
}
