import { alarmsOf } from './alarm-events.ts';
import { eventRule, type Heard } from './blocks/event-rule.ts';
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
/** The name of the alarm on them. */
export const deadLetterAlarm = 'sts-warden-forward-dead-letters';

const rules: Readonly<Record<string, ForwardingRule>> = {
  CredentialRequestRule: {
    name: 'sts-warden-forward-credential-requests',
    condition: 'IsElsewhere',
    heard: credentialRequests,
  },
  ExpiredCredentialsRule: {
    name: 'sts-warden-forward-expired-credentials',
    condition: 'IsElsewhere',
    heard: because(
      prose`
        A request of the rule above that was refused for expired credentials comes more than once, with the same
        violation ids.`,
      expiredCredentials,
    ),
  },
  IamChangeRule: {
    name: 'sts-warden-forward-iam-changes',
    condition: 'ForwardsIamChanges',
    heard: iamChanges,
  },
  AlarmRule: {
    name: 'sts-warden-forward-alarms',
    condition: 'IsElsewhere',
    heard: because('What is wrong here is to be seen where everything is.', alarmsOf([deadLetterAlarm])),
  },
};

const central = sub`${ref('CentralRegion')}:${ref('CentralAccount')}`;
/** The receiving bus of the STS Warden stack. */
export const centralBus = sub`arn:${partition}:events:${central}:event-bus/${ref('CentralBusName')}`;
export const ruleArns = Object.values(rules).map(
  ({ name }) => sub`arn:${partition}:events:${region}:${account}:rule/${name}`,
);

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
