import type { AppConfigProvider } from '@aws-lambda-powertools/parameters/appconfig';
import type { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import type { RuleBook } from '../../evaluation/rule-book.ts';
import type { Log } from './log.ts';
import type { Meter } from './metrics.ts';

/** Seconds that a policy is in use before AWS AppConfig is asked again. */
const maxAge = 60;

/** Gives the rule book under the policy in force. Never rejects: some policy is always in force. */
export type CurrentRuleBook = () => Promise<RuleBook>;

export interface PolicySourceOptions {
  /** `application/environment/profile` in AWS AppConfig; empty where there is none, and the defaults hold. */
  readonly profile: string;
  readonly defaults: RuleBook;
  /** Opens a rule book under a policy document; rejects where the document is broken. */
  readonly open: (document: string) => Promise<RuleBook>;
  readonly client: () => Promise<AppConfigDataClient>;
  readonly now: () => Date;
  readonly meter: Pick<Meter, 'count'>;
  readonly log: Log;
}

/**
 * Reads the policy from AWS AppConfig through Powertools Parameters, cached. A broken or unreachable one leaves the last
 * good one in force, is logged, and raises the metric `PolicyFailures` for as long as it lasts.
 */
export function policySource(options: PolicySourceOptions): CurrentRuleBook {
  const { profile, defaults, open, now, meter, log } = options;
  if (profile === '') return async () => defaults;
  const fetchDocument = documentFetcher(options);
  let inForce = defaults;
  let tried: string | undefined;
  let unreachable = false;
  let broken = false;
  let nextAsk = 0;
  /** Whoever asks meanwhile waits too: the messages of a batch are judged at once, and all under the same policy. */
  let renewing: Promise<void> | undefined;

  async function renew(): Promise<void> {
    unreachable = true;
    const document = await fetchDocument();
    unreachable = false;
    if (document === undefined || document === tried) return;
    tried = document;
    broken = true;
    inForce = await open(document);
    broken = false;
  }

  async function renewOrKeep(): Promise<void> {
    try {
      await renew();
    } catch (error) {
      const { revision } = inForce.policy;
      await log('error', 'policy not renewed, the last good one stays in force', { revision, error });
    }
  }

  return async () => {
    if (now().getTime() >= nextAsk) {
      nextAsk = now().getTime() + maxAge * 1000;
      renewing = renewOrKeep();
    }
    await renewing;
    if (unreachable || broken) meter.count('PolicyFailures');
    return inForce;
  };
}

/** The SDK and Powertools load when the first policy is asked for. */
function documentFetcher({ profile, client }: PolicySourceOptions): () => Promise<string | undefined> {
  const [application = '', environment = '', name = ''] = profile.split('/');
  let provider: Promise<AppConfigProvider> | undefined;
  return async () => {
    provider ??= import('@aws-lambda-powertools/parameters/appconfig').then(
      async ({ AppConfigProvider }) =>
        new AppConfigProvider({ application, environment, awsSdkV3Client: await client() }),
    );
    const value = await (await provider).get(name, { forceFetch: true });
    return value === undefined ? undefined : Buffer.from(value).toString('utf8');
  };
}
