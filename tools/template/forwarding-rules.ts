import { forwarderAlarms, forwarding } from './alarm-events.ts';
import { eventRule, type Heard } from './blocks/event-rule.ts';
import { type Metric, undeliverable } from './blocks/metrics.ts';
import { account, getAtt, partition, ref, region, sub } from './intrinsics.ts';
import { prose } from './prose.ts';
import type { Resources } from './resources.ts';
import { credentialRequests, expiredCredentials, iamChanges } from './trail-events.ts';
import { bare, because, type Explained, explainedBy } from './value.ts';

interface ForwardingRule {
  /** The rule's own name, by which role and queue know it before there is a rule. */
  readonly name: string;
  readonly condition: string;
  readonly heard: Explained<Heard>;
}

export const deadLetters = 'ForwardingDeadLetterQueue';
export const alarmNames = { deadLetters: `${forwarding}dead-letters`, rules: `${forwarding}lost-events` };

const rules: Readonly<Record<string, ForwardingRule>> = {
  CredentialRequestRule: {
    name: `${forwarding}credential-requests`,
    condition: 'IsElsewhere',
    heard: credentialRequests,
  },
  ExpiredCredentialsRule: {
    name: `${forwarding}expired-credentials`,
    condition: 'IsElsewhere',
    heard: because(
      prose`
        A request of the rule above that was refused for expired credentials comes more than once, with the same
        violation ids.`,
      expiredCredentials,
    ),
  },
  IamChangeRule: {
    name: `${forwarding}iam-changes`,
    condition: 'ForwardsIamChanges',
    heard: iamChanges,
  },
  AlarmRule: {
    name: `${forwarding}alarms`,
    condition: 'IsElsewhere',
    heard: because('What is wrong here is to be seen where everything is.', forwarderAlarms),
  },
};

const central = sub`${ref('CentralRegion')}:${ref('CentralAccount')}`;
/** The receiving bus of the STS Warden stack. */
export const centralBus = sub`arn:${partition}:events:${central}:event-bus/${ref('CentralBusName')}`;
export const ruleArns = Object.values(rules).map(
  ({ name }) => sub`arn:${partition}:events:${region}:${account}:rule/${name}`,
);

/** What is lost on the way to the dead letters too, of the rule that hears most: one metric costs a tenth of a dollar in each Region. */
export const loss: Metric = {
  namespace: 'AWS/Events',
  name: undeliverable,
  dimensions: { RuleName: `${forwarding}credential-requests` },
};

/** The rules that send what they hear to the receiving bus. */
export function forwardingRules(): Resources {
  const target = {
    Id: 'central',
    Arn: centralBus,
    RoleArn: getAtt('ForwardingRole.Arn'),
    DeadLetterConfig: { Arn: getAtt(`${deadLetters}.Arn`) },
  };
  const entries = Object.entries(rules).map(([id, { name, condition, heard }]) => {
    const Properties = { Name: name, ...eventRule(bare(heard), target) };
    return [id, explainedBy(heard, { Type: 'AWS::Events::Rule', Condition: condition, Properties })] as const;
  });
  return Object.fromEntries(entries);
}
