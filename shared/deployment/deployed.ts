import { type AccessOfRequesters, accessOfRequesters } from '../aws/access-of-requesters.ts';
import { appConfig, dynamoDb, eventBridge, iam, securityHub, sqs, sts } from '../aws/clients.ts';
import { deadLetterQueue, type SetAside } from '../aws/dead-letter.ts';
import { optionalVariable, requiredSeconds, requiredVariable } from '../aws/environment.ts';
import type { PublishEvents } from '../aws/events.ts';
import { keyAccounts } from '../aws/key-accounts.ts';
import { keyOwners } from '../aws/key-owners.ts';
import { type Log, log } from '../aws/log.ts';
import { countFailures } from '../aws/metered.ts';
import { type Meter, powertoolsMeter } from '../aws/metrics.ts';
import { type CurrentRuleBook, policySource } from '../aws/policy-source.ts';
import { eventPublisher } from '../aws/publish-events.ts';
import { alsoToSecurityHub } from '../aws/security-hub.ts';
import { type SnapshotStore, snapshotStore } from '../aws/snapshot-store.ts';
import { type FactsOfSubmission, submissionFacts } from '../aws/submission-facts.ts';
import { openRuleBook } from '../evaluation/rule-book.ts';
import { defaultPolicy } from '../policy/read-policy.ts';
import { noFacts } from '../rules/facts.ts';
import { rules } from '../rules/index.ts';

/** What every deployed function works with. Reads the environment, once. */
export interface Deployed {
  readonly currentBook: CurrentRuleBook;
  /**
   * Publishes on the project's bus, and to Security Hub where that is switched on. Where a caller waits there are fewer
   * tries, so that the function's own answer (503) comes before API Gateway's, and Security Hub keeps nobody waiting.
   */
  readonly publisher: (options: { readonly callerWaits: boolean }) => PublishEvents;
  readonly store: SnapshotStore;
  readonly accessOf: AccessOfRequesters;
  readonly factsOfSubmission: FactsOfSubmission;
  readonly setAside: () => SetAside;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/** Wires a function to AWS as the template deploys it. */
export function deployed(): Deployed {
  const now = () => new Date();
  const meter = powertoolsMeter();
  const busName = requiredVariable('EVENT_BUS_NAME');
  const productArn = optionalVariable('SECURITY_HUB_PRODUCT_ARN');
  const store = snapshotStore(dynamoDb, requiredVariable('TABLE_NAME'));
  const maxAge = requiredSeconds('SNAPSHOT_MAX_AGE_SECONDS');
  const accessOf = accessOfRequesters({ store, maxAge, now });
  const accountOfKey = keyAccounts({ client: sts, log });
  const ownerOfKey = keyOwners({
    client: iam,
    accountOfKey,
    rootKeys: store.rootKeys,
    partition: partitionOf(requiredVariable('AWS_REGION')),
    now,
    log,
  });
  return {
    currentBook: policySource({
      profile: optionalVariable('POLICY_PROFILE'),
      defaults: openRuleBook(rules, defaultPolicy),
      open: openDocument,
      client: appConfig,
      now,
      meter,
      log,
    }),
    publisher: ({ callerWaits }) => {
      const publish = eventPublisher({ client: eventBridge, busName, ...(callerWaits && { attempts: 2 }) });
      return alsoToSecurityHub(countFailures(meter, publish), {
        client: securityHub,
        productArn,
        onFailure: async (error) => {
          meter.count('SinkFailures');
          await log('error', 'findings not imported into Security Hub', { error });
        },
        mayFail: callerWaits,
      });
    },
    store,
    accessOf,
    factsOfSubmission: submissionFacts({ known: noFacts, accountOfKey, ownerOfKey, accessOf }),
    setAside: () => deadLetterQueue({ client: sqs, queueUrl: requiredVariable('DEAD_LETTER_QUEUE_URL') }),
    now,
    meter,
    log,
  };
}

/** IAM ARNs name the partition, which a Region tells (AWS General Reference, "Amazon Resource Names"). */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The parser and its YAML load with the first document: the defaults need neither. */
async function openDocument(document: string) {
  const { parsePolicy } = await import('../policy/parse-policy.ts');
  const ids = rules.map(({ meta }) => meta.id);
  return openRuleBook(rules, parsePolicy(document, ids));
}
