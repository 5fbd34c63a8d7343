import { describe, expect, it } from 'vitest';
import type { Fields } from '../../shared/json/value.ts';
import { grownTemplate } from '../support/template/grown.ts';
import {
  carriedOut,
  elsewhereInTheAccount,
  forwardingTemplate,
  listed,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
  type Template,
  target,
} from '../support/template/template.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

interface Role {
  readonly Path: unknown;
  readonly PermissionsBoundary?: unknown;
  readonly ManagedPolicyArns?: readonly unknown[];
  readonly Policies?: readonly Policy[];
}

/** Of the account that a template is deployed to, whichever that is: a stack set has one value for all of them. */
const boundary = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${PermissionsBoundaryName}',
};
const key = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const platform = { RolePath: '/platform/', PermissionsBoundaryName: 'platform/boundary', KmsKeyArn: key };
/** What makes resources that are not there by default. */
const everything = {
  ManageApiGatewayAccount: 'true',
  SecurityHubSink: 'true',
  AccessAnalyzerChecks: 'true',
  MemberAccounts: 'organization',
  FindingsEmail: 'data-platform@example.com',
  TrailBucketName: 'org-trail',
  TrailKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e',
};
const inMember = {
  ...elsewhereInTheAccount,
  'AWS::AccountId': '111122223333',
  RefreshRoleArn: 'arn:aws:iam::123456789012:role/refresh',
};

const main = await readTemplate(mainTemplate);
const forwarder = await readTemplate(forwardingTemplate);
const templates: [string, Template, Readonly<Record<string, string>>][] = [
  [mainTemplate, main, everything],
  ['a template with a further function', grownTemplate(), everything],
  [forwardingTemplate, forwarder, inMember],
];

describe.each(templates)('%s', (_, source, given) => {
  const usual = carriedOut(source, given);
  const template = carriedOut(source, { ...given, ...platform });

  it.each(ofType<Role>(template, 'AWS::IAM::Role'))(
    '$name is below the path and within the boundary',
    (one) => {
      // Its ARN is what the stack makes of its name.
      expect(one.properties.Path).toBe(one.name === 'MemberRole' ? '/' : '/platform/');
      expect(one.properties.PermissionsBoundary).toEqual(boundary);
      const byDefault = propertiesOf<Role>(usual, one.name);
      expect(byDefault.Path).toBe('/');
      expect(byDefault).not.toHaveProperty('PermissionsBoundary');
    },
  );

  it('has its managed policies below the path', () => {
    const paths = ofType(template, 'AWS::IAM::ManagedPolicy').map(({ properties }) => properties.Path);
    expect(new Set(paths)).toEqual(new Set(source === forwarder ? [] : ['/platform/']));
  });

  it.each(ofType<Role>(template, 'AWS::IAM::Role'))('$name has no more policies than IAM attaches', (one) => {
    expect((one.properties.ManagedPolicyArns ?? []).length).toBeLessThanOrEqual(10);
  });

  it.each(keepersOf(template))('$name is encrypted with the key', ({ properties }) => {
    expect(keyOf(properties)).toBe(key);
    expect(properties).not.toHaveProperty('SqsManagedSseEnabled');
  });

  it.each(keepersOf(usual))('$name is encrypted by AWS where there is no key', ({ properties }) => {
    expect(keyOf(properties)).toBe(properties.KmsMasterKeyId === undefined ? undefined : 'alias/aws/sns');
  });

  it.each(rolesThatKeep(template))('%s may use the key, by those services alone, and only then', (name) => {
    expect(policiesOf(template, name)).toContain('KeyPolicy');
    expect(policiesOf(usual, name)).not.toContain('KeyPolicy');
  });
});

it('the use of the key is for what keeps something, and for nothing else', () => {
  const [statement, ...more] = propertiesOf<Policy>(carriedOut(main, platform), 'KeyPolicy').PolicyDocument
    .Statement;
  expect(more).toEqual([]);
  expect(statement).toMatchObject({
    Resource: key,
    Condition: { StringLike: { 'kms:ViaService': ['dynamodb.*', 's3.*', 'sns.*', 'sqs.*'] } },
  });
  expect(statement?.Action).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
});

it('a forwarder tells of what a key keeps from its dead letters, and pays for that where there is a key', () => {
  const withKey = carriedOut(forwarder, { ...inMember, ...platform });
  expect(propertiesOf(withKey, 'ForwardingRulesAlarm')).toMatchObject({
    MetricName: 'InvocationsFailedToBeSentToDlq',
    Dimensions: [{ Name: 'RuleName', Value: propertiesOf(withKey, 'CredentialRequestRule').Name }],
  });
  expect(carriedOut(forwarder, inMember).Resources).not.toHaveProperty('ForwardingRulesAlarm');
});

describe('an e-mail address', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:123456789012:findings';

  it('is subscribed to a topic of the stack, which NotifyFindings speaks to', () => {
    const template = carriedOut(main, everything);
    const topic = { Ref: 'FindingsTopic' };
    expect(ofType(template, 'AWS::SNS::Topic').map(({ name }) => name)).toEqual(['FindingsTopic']);
    expect(subscriptionsOf(template)).toEqual([
      { TopicArn: topic, Protocol: 'email', Endpoint: everything.FindingsEmail },
    ]);
    expect(spokenTo(template)).toEqual([topic, topic]);
    expect(propertiesOf(template, 'ViolationRule').State).toBe('ENABLED');
  });

  it('is subscribed to the topic that is named, where one is', () => {
    const template = carriedOut(main, { ...everything, NotificationTopicArn: topicArn });
    expect(ofType(template, 'AWS::SNS::Topic')).toEqual([]);
    expect(subscriptionsOf(template)).toMatchObject([{ TopicArn: topicArn }]);
    expect(spokenTo(template)).toEqual([topicArn, topicArn]);
  });

  it('need not be there, nor a topic', () => {
    const template = carriedOut(main);
    expect([...ofType(template, 'AWS::SNS::Topic'), ...subscriptionsOf(template)]).toEqual([]);
    expect(propertiesOf(template, 'ViolationRule').State).toBe('DISABLED');
  });
});

/** Resources that keep something. */
function keepersOf(template: Template) {
  return ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'].flatMap(
    (type) => ofType(template, type),
  );
}

function keyOf({ KmsMasterKeyId, KmsKeyId, SSESpecification }: Fields): unknown {
  return KmsMasterKeyId ?? KmsKeyId ?? (SSESpecification as Fields | undefined)?.KMSMasterKeyId;
}

/** Roles that a queue, a topic or the table is named to. */
function rolesThatKeep(template: Template): string[] {
  const keepers = keepersOf(template)
    .map(({ name }) => name)
    .filter((name) => template.Resources[name]?.Type !== 'AWS::Logs::LogGroup');
  const names = ofType(template, 'AWS::IAM::Role').map(({ name }) => name);
  return names.filter((name) => {
    const { Policies: inline = [] } = propertiesOf<Role>(template, name);
    const attached = policiesOf(template, name).map((id) => propertiesOf<Policy>(template, id));
    const statements = [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const named = statements.flatMap(({ Resource }) => listed(Resource)).map(target);
    return named.some((one) => one !== undefined && keepers.includes(one));
  });
}

/** The stack's own managed policies that a role has. */
function policiesOf(template: Template, role: string): string[] {
  const { ManagedPolicyArns: attached = [] } = propertiesOf<Role>(template, role);
  return attached.flatMap((arn) => target(arn) ?? []);
}

function subscriptionsOf(template: Template): Fields[] {
  return ofType(template, 'AWS::SNS::Subscription').map(({ properties }) => properties);
}

/** The topic that NotifyFindings has, and the one that it may publish to. */
function spokenTo(template: Template): unknown[] {
  const { Environment } = propertiesOf<{ Environment: { Variables: Fields } }>(template, 'NotifyFindings');
  const [statement] = propertiesOf<Policy>(template, 'NotificationPolicy').PolicyDocument.Statement;
  return [Environment.Variables.NOTIFICATION_TOPIC_ARN, statement?.Resource];
}
