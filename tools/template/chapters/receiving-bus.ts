import { alarmType } from '../alarm-events.ts';
import { getAtt, ref, split, sub, when } from '../intrinsics.ts';
import type { Resources } from '../resources.ts';
import { because, type Value } from '../value.ts';

/** The bus that takes records of other accounts and Regions, and who may send there. */
export const receivingBus: Resources = {
  ReceivingBus: {
    Type: 'AWS::Events::EventBus',
    Properties: { Name: sub`${ref('EventBusName')}-received` },
  },
  ForwardingAccountsPolicy: because(
    'PutEvents refuses sources that begin with aws., so that no account can make up a record.',
    forwardingPolicy({
      condition: 'HasForwardingAccounts',
      id: 'forwarding-accounts',
      principal: { AWS: split(',', ref('ForwardingAccounts')) },
    }),
  ),
  ForwardingOrganizationPolicy: forwardingPolicy({
    condition: 'HasForwardingOrganization',
    id: 'forwarding-organization',
    principal: '*',
    organization: ref('ForwardingOrganization'),
    after: because(
      'Together they would be two changes of one policy at a time. DependsOn takes no condition, metadata does.',
      when('HasForwardingAccounts', ref('ForwardingAccountsPolicy'), 'nothing'),
    ),
  }),
};

/** Accounts that may forward, or an organization, and what a record has to be like. */
interface Forwarding {
  readonly condition: string;
  readonly id: string;
  readonly principal: Value;
  readonly organization?: Value;
  /** The statement that is put before it. */
  readonly after?: Value;
}

function forwardingPolicy({ condition, id, principal, organization, after }: Forwarding): Value {
  return {
    Type: 'AWS::Events::EventBusPolicy',
    Condition: condition,
    Metadata: after && { After: after },
    Properties: {
      EventBusName: ref('ReceivingBus'),
      StatementId: id,
      Statement: {
        Effect: 'Allow',
        Principal: principal,
        Action: 'events:PutEvents',
        Resource: getAtt('ReceivingBus.Arn'),
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': organization,
            'events:detail-type': ['AWS API Call via CloudTrail', alarmType],
          },
          'ForAllValues:StringLike': { 'events:source': 'aws.*' },
        },
      },
    },
  };
}
