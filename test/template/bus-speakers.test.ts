import { describe, expect, it } from 'vitest';
import { isObject } from '../../shared/json/value.ts';
import { grownTemplate } from '../support/template/grown.ts';
import { isAllowed, type Statement } from '../support/template/policy-statement.ts';
import {
  carriedOut,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
  type Template,
  target,
} from '../support/template/template.ts';

interface BusPolicy {
  readonly EventBusName: unknown;
  readonly StatementId: string;
  readonly Statement: Statement;
}

interface Role {
  readonly Policies: readonly [{ readonly PolicyDocument: { readonly Statement: readonly Statement[] } }];
}

/** Who puts what on the bus: the sources and the detail-type of one call. */
type Said = readonly [sources: string | readonly string[], detailType: string];

const bus = 'EventBus';
const iam = 'arn:aws:iam::123456789012';
const sender = `${iam}:role/service/scheduler`;
/** One that has no permission of its own. */
const user = `${iam}:user/requester`;
const parameters = { SubmissionSenders: `${sender},${user}`, SubmissionSource: 'example.scheduler' };
const source = await readTemplate(mainTemplate);
const template = carriedOut(source, parameters);
/** Have nothing to say. */
const silent = ['NotifyFindingsRole', 'JudgeArchiveRole'];
const functionRoles = rolesOfFunctions(template).filter((role) => !silent.includes(role));
const functions = functionRoles.map(roleArn);
const strangers = [
  `${iam}:user/administrator`,
  `${iam}:role/application`,
  `${iam}:root`,
  // Alike, but not the same.
  `${iam}:role/scheduler`,
  `${sender}-2`,
  `${roleArn(functionRoles[0] ?? '')}2`,
  ...silent.map(roleArn),
  'arn:aws:iam::111122223333:role/service/scheduler',
];
/** A service of AWS's that puts events by itself has no ARN. */
const nobody = undefined;

const decisions: readonly Said[] = [
  ['sts-warden', 'Mapping Submission Allowed'],
  ['sts-warden', 'Mapping Submission Blocked'],
  ['sts-warden', 'Temporary Credentials Violation'],
  ['sts-warden', 'Requester Access Cleared'],
];
const submissions: readonly Said[] = [
  ['my.mapping', 'Mapping Submission Requested'],
  ['.mapping', 'Mapping Submission Requested'],
  ['my.mapping', 'Mapping Run Started'],
  ['my.mapping', 'Mapping Run Ended'],
  ['example.scheduler', 'Mapping Submission Requested'],
  [['my.mapping', 'example.scheduler'], 'Mapping Run Started'],
];
const forgeries: readonly Said[] = [
  ['my.mapping', 'Mapping Submission Allowed'],
  ['my.mapping', 'Temporary Credentials Violation'],
  ['my.mapping', 'Something Else'],
  ['sts-warden', 'Mapping Submission Requested'],
  ['sts-warden', 'Mapping Run Ended'],
  [['my.mapping', 'sts-warden'], 'Mapping Submission Requested'],
];

/** A row for each of the callers with each of the things said. */
function each(callers: readonly (string | undefined)[], ...said: (readonly Said[])[]) {
  return callers.flatMap((caller) => said.flat().map((one) => [caller, ...one] as const));
}

const letIn = [...each(functions, decisions), ...each([sender, user], submissions)];
const keptOut = [
  ...each(functions, submissions, [[['sts-warden', 'my.mapping'], 'Mapping Submission Allowed']]),
  ...each([sender, user], decisions, forgeries),
  ...each(strangers, decisions, submissions, forgeries),
  ...each([nobody], decisions, submissions, forgeries),
];
const speaking = statementsOf(template);

describe('the project’s bus', () => {
  it.each(letIn)('takes what %s says as %s: %s', (caller, sources, type) => {
    expect(isTaken(caller, [sources, type])).toBe(true);
  });

  it.each(keptOut)('takes nothing that %s says as %s: %s', (caller, sources, type) => {
    expect(isTaken(caller, [sources, type])).toBe(false);
  });

  it.each(speaking)('would take something else without the statement $StatementId', ({ StatementId: id }) => {
    const others = speaking.filter(({ StatementId }) => StatementId !== id);
    const changed = [...letIn, ...keptOut].filter(
      ([caller, ...said]) => isTaken(caller, said) !== isTaken(caller, said, statements(others)),
    );
    expect(changed).not.toEqual([]);
  });

  it('takes submissions of nobody, where nobody is named', () => {
    const none = statements(statementsOf(carriedOut(source)));
    const cases = each([sender, user, ...strangers, nobody], decisions, submissions, forgeries);
    expect(cases.filter(([caller, ...said]) => isTaken(caller, said, none))).toEqual([]);
    expect(each(functions, decisions).every(([caller, ...said]) => isTaken(caller, said, none))).toBe(true);
  });

  it('needs no permission of a sender’s own', () => {
    const own = statements(speaking);
    for (const [caller, ...said] of each([sender, user], submissions)) {
      expect(isAllowed(put(caller, said), own)).toBe(true);
    }
    const others = each(
      [sender, user],
      [...decisions, ...forgeries, ['example.other', submissions[0]?.[1] ?? '']],
    );
    for (const [caller, ...said] of others) expect(isAllowed(put(caller, said), own)).toBe(false);
    for (const [caller, ...said] of each(
      [sender],
      submissions.map(([, type]): Said => [[], type]),
    ))
      expect(isAllowed(put(caller, said), own)).toBe(false);
  });

  it('has one policy that its statements change one after the other', () => {
    const order = speaking.map(({ name }) => source.Resources[name]?.DependsOn);
    expect(order).toEqual([undefined, ...speaking.slice(0, -1).map(({ name }) => name)]);
  });

  it('lets every further function speak', () => {
    const grown = carriedOut(grownTemplate());
    const role = roleArn('CountThingsRole');
    const [said = ['', '']] = decisions;
    expect(
      isAllowed(put(role, said), [
        ...ownStatements(grown, 'CountThingsRole'),
        ...statements(statementsOf(grown)),
      ]),
    ).toBe(true);
  });
});

describe.each(functionRoles)('%s', (role) => {
  const own = ownStatements(template, role);

  it.each(decisions)('may say as %s: %s', (...said) => {
    expect(isAllowed(put(roleArn(role), said), own)).toBe(true);
  });

  it.each<Said>([...submissions, ['', 'Mapping Submission Allowed'], [[], 'Mapping Submission Allowed']])(
    'may not say as %s: %s',
    (...said) => expect(isAllowed(put(roleArn(role), said), own)).toBe(false),
  );
});

describe('the senders that may be named', () => {
  const { AllowedPattern: pattern = '', MaxLength: most = 0 } = source.Parameters.SubmissionSenders ?? {};
  const allowed = new RegExp(pattern);

  it.each(['', sender, parameters.SubmissionSenders, 'arn:aws-cn:iam::123456789012:user/a+b=c@d_e-f.g'])(
    'are users and roles: `%s`',
    (senders) => expect(allowed.test(senders)).toBe(true),
  );

  it.each([
    '*',
    `${iam}:role/*`,
    `${iam}:role/a?`,
    `${iam}:root`,
    `${iam}:group/etl`,
    'arn:aws:sts::123456789012:assumed-role/scheduler/session',
    '123456789012',
    `${sender},`,
    `${sender}, ${user}`,
  ])('are nobody and nothing else: `%s`', (senders) => expect(allowed.test(senders)).toBe(false));

  it('fit into the policy of a bus, 10 KB, twice', () => {
    const long = carriedOut(source, { SubmissionSenders: `${iam}:user/`.padEnd(most, 'u') });
    const longest = (_: string, value: unknown) => (value === bus ? 'b'.repeat(330) : value);
    const text = JSON.stringify(statements(statementsOf(long)), longest);
    expect(text.length).toBeLessThan(10_240 - 2048);
  });
});

describe('the evaluation of a policy here', () => {
  const call = { action: 'events:PutEvents', resource: bus, keys: { one: ['a'], both: ['a', 'b'] } };
  const statement = { Effect: 'Allow', Action: call.action, Resource: bus };

  it.each([
    [{ StringEquals: { one: ['a', 'b'] } }, true],
    [{ StringEquals: { one: 'b' } }, false],
    [{ StringEquals: { absent: 'a' } }, false],
    [{ StringNotEquals: { one: ['b', 'c'] } }, true],
    [{ StringNotEquals: { one: ['a', 'b'] } }, false],
    [{ ArnNotEquals: { absent: 'a' } }, true],
    [{ ArnEquals: { one: '?' } }, true],
    [{ 'ForAllValues:StringEquals': { both: 'a' } }, false],
    [{ 'ForAllValues:StringEquals': { absent: 'a' } }, true],
    [{ 'ForAnyValue:StringEquals': { both: 'a' } }, true],
    [{ 'ForAnyValue:StringEquals': { absent: 'a' } }, false],
    [{ 'ForAnyValue:StringNotEquals': { both: 'a' } }, true],
    [{ Null: { absent: 'true', one: 'false' } }, true],
    [{ Null: { absent: 'false' } }, false],
  ])('%j', (Condition, allowed) => {
    expect(isAllowed(call, [{ ...statement, Condition }])).toBe(allowed);
  });

  it.each([
    ['another action', { Action: 'events:PutRule' }],
    ['another resource', { Resource: 'ReceivingBus' }],
    ['a denial', { Effect: 'Deny' }],
  ])('allows nothing by %s', (_, change) => {
    expect(isAllowed(call, [{ ...statement, ...change }])).toBe(false);
  });

  it.each([
    { DateLessThan: { one: '1' } },
    { 'ForSome:StringEquals': { one: 'a' } },
    { StringEquals: { both: 'a' } },
  ])('refuses what it does not know: %j', (Condition) =>
    expect(() => isAllowed(call, [{ ...statement, Condition }])).toThrow(/operator|one value/),
  );

  it('refuses a principal that it does not know', () => {
    expect(() => isAllowed(call, [{ ...statement, Principal: { AWS: '1' } }])).toThrow('no such principal');
  });
});

/** Whether the bus takes what somebody says whom IAM lets put any event anywhere, but for the functions and the user. */
function isTaken(caller: string | undefined, said: Said, ofBus = statements(speaking)): boolean {
  const role = functionRoles.find((name) => roleArn(name) === caller);
  const anywhere: Statement = { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' };
  const ofOthers = caller === user ? [] : [anywhere];
  const own = role === undefined ? ofOthers : ownStatements(template, role);
  return isAllowed(put(caller, said), [...own, ...ofBus]);
}

function put(caller: string | undefined, [sources, detailType]: Said) {
  return {
    action: 'events:PutEvents',
    resource: bus,
    keys: {
      'aws:PrincipalArn': caller === undefined ? [] : [caller],
      'events:source': [sources].flat(),
      'events:detail-type': [detailType],
    },
  };
}

function statementsOf(from: Template) {
  return ofType<BusPolicy>(from, 'AWS::Events::EventBusPolicy')
    .filter(({ properties }) => target(properties.EventBusName) === bus)
    .map(({ name, properties }) => ({ name, ...properties }));
}

function statements(policies: readonly BusPolicy[]): Statement[] {
  return policies.map(({ Statement: statement }) => resolved(statement) as Statement);
}

function ownStatements(from: Template, role: string): Statement[] {
  const [{ PolicyDocument: document }] = propertiesOf<Role>(from, role).Policies;
  return document.Statement.map((statement) => resolved(statement) as Statement);
}

function rolesOfFunctions(from: Template): string[] {
  return ofType<{ Role: unknown }>(from, 'AWS::Serverless::Function').map(
    ({ properties }) => target(properties.Role) ?? '',
  );
}

function roleArn(name: string): string {
  return `${iam}:role/sts-warden-${name}-1A2B3C4D5E6F`;
}

/** Roles by ARNs, other resources by their logical ids, lists taken apart. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (!isObject(value)) return value;
  const [separator, text] = (value['Fn::Split'] as [string, string] | undefined) ?? [];
  if (separator !== undefined) return text?.split(separator);
  const name = target(value);
  if (name !== undefined) return name.endsWith('Role') ? roleArn(name) : name;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)]));
}
