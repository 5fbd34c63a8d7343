import type { Template } from './template.ts';

/** Texts that parameters take besides their defaults, by their names in all templates. */
const texts: Readonly<Record<string, string>> = {
  EventBusName: 'findings',
  SubmissionSource: 'com.example.tasks',
  SubmissionSenders: 'arn:aws:iam::123456789012:role/runner',
  FurtherAccounts: '111122223333,444455556666',
  VpcEndpointIds: 'vpce-0123456789abcdef0,vpce-1123456789abcdef0',
  ForwardingAccounts: '111122223333',
  ForwardingOrganization: 'o-a1b2c3d4e5',
  MemberAccounts: 'organization',
  MemberRoleName: 'principals',
  TrailBucketName: 'org-trail',
  TrailKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e',
  NotificationTopicArn: 'arn:aws:sns:eu-central-1:123456789012:findings',
  FindingsEmail: 'data-platform@example.com',
  Readers: 'arn:aws:iam::123456789012:role/security/Auditor',
  PrincipalRefreshRate: 'rate(12 hours)',
  AlarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:operations',
  CriticalAlarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:on-call',
  RolePath: '/platform/',
  PermissionsBoundaryName: 'platform/boundary',
  KmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  CentralAccount: '123456789012',
  CentralRegion: 'eu-west-1',
  CentralBusName: 'findings-received',
  RefreshRoleArn: 'arn:aws:iam::123456789012:role/refresh',
  MemberRoleRegion: 'eu-central-1',
};

/** For each parameter of a template a value that is not its default. Throws at one for which there is none here. */
export function otherValues({ Parameters }: Template): Readonly<Record<string, string>> {
  const entries = Object.entries(Parameters).map(([name, parameter]) => {
    const { Type, Default, AllowedValues = [], AllowedPattern = '' } = parameter;
    const number = Type === 'Number' ? Number(Default) + 1 : undefined;
    const other = AllowedValues.find((one) => one !== Default) ?? number ?? texts[name];
    if (other === undefined || !new RegExp(AllowedPattern).test(String(other)))
      throw new Error(`expected a value that \`${name}\` takes, got ${other}`);
    return [name, String(other)] as const;
  });
  return Object.fromEntries(entries);
}
