import type { AppConfigProvider } from '@aws-lambda-powertools/parameters/appconfig';
import type { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';

/** AWS AppConfig answered without a document, though nothing was read of it before. */
export class NoDocumentError extends Error {
  override readonly name = 'NoDocumentError';
}

/** AWS AppConfig says that nothing was ever deployed. */
export class NothingDeployedError extends Error {
  override readonly name = 'NothingDeployedError';
}

/** What AWS AppConfig may miss where application, environment and profile are there. */
const ofDeployment: ReadonlySet<unknown> = new Set(['Deployment', 'Configuration']);

/**
 * The document that is deployed now. Rejects where it cannot be had: with NothingDeployedError where AWS AppConfig is
 * sure that there is none.
 */
export type ReadDocument = () => Promise<string>;

export interface AppConfigOptions {
  /** `application/environment/profile`. */
  readonly profile: string;
  readonly client: () => Promise<AppConfigDataClient>;
}

/**
 * Reads a document from AWS AppConfig by Powertools Parameters, which keeps the session and what was read in it. A
 * session that failed is not used again: AppConfig takes each of its tokens once. The SDK and Powertools load when the
 * first document is asked for.
 */
export function appConfigDocument({ profile, client }: AppConfigOptions): ReadDocument {
  const [application = '', environment = '', name = ''] = profile.split('/');
  let session: Promise<AppConfigProvider> | undefined;

  async function open(): Promise<AppConfigProvider> {
    const { AppConfigProvider } = await import('@aws-lambda-powertools/parameters/appconfig');
    return new AppConfigProvider({ application, environment, awsSdkV3Client: await client() });
  }

  return async () => {
    session ??= open();
    try {
      const value = await (await session).get(name, { forceFetch: true });
      if (value === undefined) throw new NoDocumentError('AWS AppConfig gave no document');
      return Buffer.from(value).toString('utf8');
    } catch (error) {
      session = undefined;
      throw isOfNoDeployment(error)
        ? new NothingDeployedError('no policy is deployed yet', { cause: error })
        : error;
    }
  };
}

/** Powertools hands on what AWS AppConfig said as the cause of its own error. */
function isOfNoDeployment(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name !== 'ResourceNotFoundException') return isOfNoDeployment(error.cause);
  return 'ResourceType' in error && ofDeployment.has(error.ResourceType);
}
