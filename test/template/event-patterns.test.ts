import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { eventPattern } from '../../shared/events/event-pattern.ts';
import { patched } from '../../shared/examples/compliant.ts';
import { type Fields, isObject } from '../../shared/json/value.ts';
import {
  carriedOut,
  elsewhereInTheAccount,
  forwardingTemplate,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
  target,
} from '../support/template/template.ts';

interface Rule {
  readonly EventBusName?: unknown;
  /** Missing where a rule hears the clock alone. */
  readonly EventPattern?: Fields;
  readonly State?: string;
}

type FileAndEvent = readonly [file: string, event: Fields];

const source = await readTemplate(mainTemplate);
const here = { 'AWS::AccountId': '123456789012' };
const template = carriedOut(source, here);
const member = '111122223333';
const withMembers = carriedOut(source, { ...here, MemberAccounts: member });
const forwarder = await readTemplate(forwardingTemplate);
const elsewhere = carriedOut(forwarder, elsewhereInTheAccount);
const rules = ofType<Rule>(template, 'AWS::Events::Rule');
const forwarding = ofType<Rule>(elsewhere, 'AWS::Events::Rule');
const expiredCodes: readonly unknown[] = [
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'Client.ExpiredToken',
  'Client.ExpiredTokenException',
  'Client.RequestExpired',
];
const trailEvents = await eventsOf('audit-credential-requests');
const submissionEvents = await eventsOf('review-submission');
const [[, iamChange = {}] = []] = await eventsOf('refresh-principals.user-policy-attached');

/** What EventBridge put into the queues of `events/`. Text that is no JSON was no event. */
async function eventsOf(functionName: string): Promise<FileAndEvent[]> {
  const files = (await readdir('events')).filter((name) => name.startsWith(`${functionName}.`)).sort();
  const events: FileAndEvent[] = [];
  for (const file of files.filter((name) => !name.includes('.not-json.'))) {
    const { Records: messages } = JSON.parse(await readFile(`events/${file}`, 'utf8'));
    for (const { body } of messages) events.push([file, JSON.parse(body)]);
  }
  return events;
}

function eventOf(caseName: string): Fields {
  const [, event = {}] = trailEvents.find(([file]) => file.includes(`.${caseName}.`)) ?? [];
  return event;
}

/** The rules of a bus (`undefined`: the default bus) that match an event. */
function matching(event: Fields, bus: string | undefined, among = rules): string[] {
  return among
    .filter(({ properties }) => target(properties.EventBusName) === bus)
    .filter(({ properties: { EventPattern } }) => EventPattern && eventPattern(EventPattern)(event))
    .map(({ name }) => name);
}

/** The rules that have to match a record, going by what the function judges or has to set aside. */
function expectedRules(file: string, detail: Fields): string[] {
  const names: string[] = [];
  if (isOwnCallOfService(detail)) return names;
  const isRequest = file.includes('.malformed.') || parseRecord(detail)?.kind === 'credential-request';
  if (isRequest) names.push('CredentialRequestRule');
  if (expiredCodes.includes(detail.errorCode)) names.push('ExpiredCredentialsRule');
  if (isRequest && detail.errorCode === undefined) names.push('IssuedSessionRule');
  return names;
}

function isOwnCallOfService({ userIdentity }: Fields): boolean {
  return isObject(userIdentity) && userIdentity.type === 'AWSService';
}

describe('an event from CloudTrail', () => {
  it.each(trailEvents)('%s is matched where the function judges it, and nowhere else', (file, event) => {
    const expected = expectedRules(file, event.detail as Fields);
    expect(matching(event, undefined)).toEqual(expected);
    expect(matching(event, 'ReceivingBus')).toEqual(expected.map((name) => `Received${name}`));
    expect(matching(event, undefined, forwarding)).toEqual(
      expected.filter((name) => name !== 'IssuedSessionRule'),
    );
    expect(matching(event, 'EventBus')).toEqual([]);
  });

  it('matches each rule, somewhere in events/', () => {
    const found = trailEvents.flatMap(([, event]) => matching(event, undefined));
    expect(new Set(found)).toEqual(
      new Set(['CredentialRequestRule', 'ExpiredCredentialsRule', 'IssuedSessionRule']),
    );
  });

  it('is paid for where it does not say who called, and not where an AWS service did', () => {
    const event = eventOf('compliant');
    const by = (userIdentity: unknown) => ({
      ...event,
      detail: { ...(event.detail as Fields), userIdentity },
    });
    const heard = ['CredentialRequestRule', 'IssuedSessionRule'];
    for (const unsaid of [undefined, {}, { type: 'AssumedRole' }])
      expect(matching(by(unsaid), undefined)).toEqual(heard);
    expect(matching(by({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }), undefined)).toEqual([]);
    expect(trailEvents.some(([, { detail }]) => isOwnCallOfService(detail as Fields))).toBe(true);
  });

  it.each<[string, string, Fields]>([
    ['of another service that has a call of that name', 'compliant', { source: 'aws.ecr' }],
    ['of another service, by the record itself', 'compliant', { detail: { eventName: 'AssumeRole' } }],
    ['that somebody made up', 'compliant', { source: 'example.sts' }],
    ['of a refused call that somebody made up', 'expired-credentials-used', { source: 'example.s3' }],
    ['of another kind', 'expired-credentials-used', { 'detail-type': 'AWS Service Event via CloudTrail' }],
  ])('is not matched: one %s', (_, caseName, delta) => {
    expect(matching(eventOf(caseName), undefined)).not.toEqual([]);
    expect(matching({ ...eventOf(caseName), ...delta }, undefined)).toEqual([]);
  });
});

describe('a rule for events from CloudTrail', () => {
  const hearing = [...rules, ...forwarding].filter(({ name }) => /Credential|Session/.test(name));

  it.each(hearing)('$name hears of read-only calls too', ({ properties }) => {
    expect(properties.EventPattern?.['detail-type']).toEqual(['AWS API Call via CloudTrail']);
    expect(properties.State).toBe('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });

  it.each(['CredentialRequestRule', 'ExpiredCredentialsRule', 'IamChangeRule'])(
    '%s has one pattern on every bus',
    (name) => {
      const { EventPattern: pattern } = propertiesOf<Rule>(template, name);
      expect(propertiesOf<Rule>(withMembers, `Received${name}`).EventPattern).toEqual(pattern);
      expect(propertiesOf<Rule>(elsewhere, name).EventPattern).toEqual(pattern);
    },
  );
});

describe.each(ofType<{ readonly AlarmName: string }>(forwarder, 'AWS::CloudWatch::Alarm'))(
  'the alarm of a forwarder, $name',
  (alarm) => {
    const rings = (value: string, alarmName: unknown): Fields => ({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      detail: { alarmName, state: { value } },
    });

    it('is sent where it begins to ring, and arrives where what was not delivered is', () => {
      const event = rings('ALARM', alarm.properties.AlarmName);
      expect(matching(event, undefined, forwarding)).toEqual(['AlarmRule']);
      expect(matching(event, 'ReceivingBus')).toEqual(['ForwarderAlarmRule']);
      const [target] = propertiesOf<{ readonly Targets: { Arn: unknown }[] }>(
        template,
        'ForwarderAlarmRule',
      ).Targets;
      expect(target?.Arn).toEqual({ 'Fn::GetAtt': ['UndeliverableEventQueue', 'Arn'] });
    });

    it('is not sent where it ends, nor is somebody else’s', () => {
      expect(matching(rings('OK', alarm.properties.AlarmName), undefined, forwarding)).toEqual([]);
      expect(matching(rings('ALARM', 'of-somebody-else'), undefined, forwarding)).toEqual([]);
      expect(matching(rings('ALARM', 'of-somebody-else'), 'ReceivingBus')).toEqual([]);
    });
  },
);

describe('a change in IAM', () => {
  const patch = (delta: object) => patched(iamChange, delta);
  const of = (eventName: string) => patch({ detail: { eventName } });

  it.each([
    'AttachGroupPolicy',
    'DetachRolePolicy',
    'PutUserPolicy',
    'DeleteGroupPolicy',
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'DeletePolicyVersion',
    'AddUserToGroup',
    'RemoveUserFromGroup',
    'PutRolePermissionsBoundary',
    'DeleteUserPermissionsBoundary',
    'CreatePolicy',
    'CreateUser',
    'UpdateUser',
    'DeleteRole',
    'CreateServiceLinkedRole',
    'DeleteServiceLinkedRole',
    'CreateAccessKey',
    'UpdateAccessKey',
    'DeleteAccessKey',
    'CreateLoginProfile',
    'UpdateLoginProfile',
    'AssociateDelegationRequest',
    'AcceptDelegationRequest',
    'SendDelegationToken',
  ])('is heard on every way: %s', (eventName) => {
    expect(matching(of(eventName), undefined)).toEqual(['IamChangeRule']);
    expect(matching(of(eventName), 'ReceivingBus')).toEqual(['ReceivedIamChangeRule']);
    expect(matching(of(eventName), undefined, forwarding)).toEqual(['IamChangeRule']);
    expect(matching(of(eventName), 'EventBus')).toEqual([]);
  });

  it.each<[string, Fields]>([
    ['that was refused', patch({ detail: { errorCode: 'AccessDenied' } })],
    ['that changes nobody’s access', of('DeletePolicy')],
    ['that is none', of('GetUser')],
    ['that somebody made up', patch({ source: 'example.iam' })],
    ['of another service, by the record itself', patch({ detail: { eventSource: 'sts.amazonaws.com' } })],
  ])('is not heard: one %s', (_, event) => {
    for (const bus of [undefined, 'EventBus', 'ReceivingBus']) expect(matching(event, bus)).toEqual([]);
    expect(matching(event, undefined, forwarding)).toEqual([]);
  });

  it('of another account is heard where some of those are read, and nowhere else', () => {
    const event = patch({ account: member });
    expect(matching(event, 'ReceivingBus')).toEqual([]);
    const heard = matching(event, 'ReceivingBus', ofType<Rule>(withMembers, 'AWS::Events::Rule'));
    expect(heard).toEqual(['ReceivedIamChangeRule']);
  });

  const requests = ['CredentialRequestRule', 'ExpiredCredentialsRule'];
  it.each<[string, object, readonly string[]]>([
    ['another account that is not read', { CentralAccount: member }, [...requests, 'AlarmRule']],
    [
      'another account that is read',
      { CentralAccount: member, RefreshRoleArn: `arn:aws:iam::${member}:role/refresh` },
      [...requests, 'IamChangeRule', 'AlarmRule'],
    ],
    ['the Region of the stack', { CentralRegion: 'us-east-1' }, []],
  ])('is forwarded, or not, from %s', (_, parameters, names) => {
    const there = carriedOut(forwarder, { ...elsewhereInTheAccount, ...parameters });
    expect(ofType(there, 'AWS::Events::Rule').map(({ name }) => name)).toEqual(names);
  });
});

it('the principals are read anew by the clock too', () => {
  const { ScheduleExpression: rate, EventPattern: pattern } = propertiesOf(template, 'PrincipalRefreshRule');
  expect([rate, pattern]).toEqual(['rate(6 hours)', undefined]);
  const { AllowedPattern: allowed = '' } = source.Parameters.PrincipalRefreshRate ?? {};
  const taken = (text: string) => new RegExp(allowed).test(text);
  expect(['rate(10 minutes)', 'rate(1 hour)', 'rate(6 hours)', 'rate(23 hours)'].filter(taken)).toHaveLength(
    4,
  );
  expect(['rate(1 hours)', 'rate(24 hours)', 'rate(1 day)', 'rate(5 minutes)', ''].filter(taken)).toEqual([]);
});

describe('a submission as an event', () => {
  it.each(submissionEvents)('%s is matched on the bus of the project alone', (_, event) => {
    expect(matching(event, 'EventBus')).toEqual(['SubmissionRule']);
    expect(matching(event, undefined)).toEqual([]);
    expect(matching(event, 'ReceivingBus')).toEqual([]);
  });

  it('is matched by a configured source too', () => {
    const [, event] = submissionEvents[0] ?? [];
    const ofScheduler = { ...event, source: 'example.scheduler' };
    const configured = carriedOut(source, { ...here, SubmissionSource: 'example.scheduler' });
    expect(matching(ofScheduler, 'EventBus')).toEqual([]);
    expect(matching(ofScheduler, 'EventBus', ofType<Rule>(configured, 'AWS::Events::Rule'))).toEqual([
      'SubmissionRule',
    ]);
  });

  it.each([
    ['Mapping Submission Allowed', ['ViolationRule']],
    ['Mapping Submission Blocked', ['ViolationRule']],
    ['Temporary Credentials Violation', ['ViolationRule']],
    ['Requester Access Cleared', []],
  ])('is not what the functions publish: %s', (detailType, heard) => {
    const published = { source: 'sts-warden', 'detail-type': detailType, detail: {} };
    expect(matching(published, 'EventBus')).toEqual(heard);
    for (const bus of [undefined, 'ReceivingBus']) expect(matching(published, bus)).toEqual([]);
  });
});
