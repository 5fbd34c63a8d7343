import { describe, expect, it } from 'vitest';
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

interface Rule {
  readonly Name?: string;
  readonly Targets: readonly {
    readonly Arn: unknown;
    readonly DeadLetterConfig?: { readonly Arn: unknown };
  }[];
}

interface Statement {
  readonly Effect: string;
  readonly Condition: { readonly ArnEquals?: Readonly<Record<'aws:SourceArn', unknown>> };
}

interface FunctionProperties {
  readonly Events: Readonly<Record<string, { readonly Properties: { readonly Queue?: unknown } }>>;
}

interface QueuePolicy {
  readonly Queues: readonly unknown[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

const templates: [string, Template][] = [
  [mainTemplate, carriedOut(await readTemplate(mainTemplate))],
  [forwardingTemplate, carriedOut(await readTemplate(forwardingTemplate), elsewhereInTheAccount)],
  ['a template with a further function', carriedOut(grownTemplate())],
];

describe.each(templates)('%s', (_, template) => {
  const queues = ofType(template, 'AWS::SQS::Queue');
  const rules = ofType<Rule>(template, 'AWS::Events::Rule');
  const events = ofType<FunctionProperties>(template, 'AWS::Serverless::Function').flatMap(({ properties }) =>
    Object.values(properties.Events),
  );
  const read = events.map(({ Properties }) => target(Properties.Queue));
  const policies = ofType<QueuePolicy>(template, 'AWS::SQS::QueuePolicy').map(({ properties }) => properties);

  describe.each(queues)('$name', ({ name, properties }) => {
    const statements = policies
      .filter(({ Queues }) => Queues.map(target).includes(name))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const allowing = statements.filter(({ Effect }) => Effect === 'Allow');

    it('is encrypted, at rest and on the way', () => {
      expect(properties.SqsManagedSseEnabled).toBe(true);
      expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: { 'Fn::GetAtt': [name, 'Arn'] },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]);
    });

    it('keeps messages as long as SQS can, of every size', () => {
      expect(properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, MaximumMessageSize: 1_048_576 });
    });

    it.runIf(name === 'AuditQueue')('outlasts three hours of an outage, without anybody’s help', () => {
      const { maxReceiveCount: tries } = properties.RedrivePolicy as { readonly maxReceiveCount: number };
      const [interval, kept] = [properties.VisibilityTimeout, properties.MessageRetentionPeriod].map(Number);
      // The first try is at its beginning, as bad luck has it, and the last one has to be after its end.
      expect((tries - 1) * (interval ?? 0)).toBeGreaterThan(3 * 3600);
      // What nobody mends is put away long before SQS forgets it.
      expect(tries * (interval ?? 0)).toBeLessThan((kept ?? 0) / 10);
      expect(tries).toBeLessThanOrEqual(1000);
    });

    it('outlives the stack where nothing reads it, but not one that could not be created', () => {
      const retained = read.includes(name) ? undefined : 'RetainExceptOnCreate';
      expect(template.Resources[name]?.DeletionPolicy).toBe(retained);
    });

    it('takes messages for the rules that send to it, and for no others', () => {
      const admitted = allowing.flatMap(({ Condition }) => listed(Condition.ArnEquals?.['aws:SourceArn']));
      const sending = rules.filter(({ properties: rule }) => destinationsOf(rule).includes(name));
      expect(admitted.map(ruleIn)).toEqual(sending.map(({ name: id, properties: rule }) => rule.Name ?? id));
    });

    it('takes messages of EventBridge alone, and of nobody where no rule sends to it', () => {
      const isSentTo = rules.some(({ properties: rule }) => destinationsOf(rule).includes(name));
      const statement = {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [name, 'Arn'] },
        Condition: expect.anything(),
      };
      expect(allowing).toEqual(isSentTo ? [statement] : []);
    });
  });

  it.each(rules)('$name has a dead-letter queue for each of its targets', ({ properties }) => {
    for (const { DeadLetterConfig } of properties.Targets) {
      expect(propertiesOf(template, target(DeadLetterConfig?.Arn))).toHaveProperty('MessageRetentionPeriod');
    }
  });
});

/** The resources that a rule sends to, dead-letter queues among them. */
function destinationsOf({ Targets: targets }: Rule): (string | undefined)[] {
  return targets.flatMap(({ Arn, DeadLetterConfig }) => [target(Arn), target(DeadLetterConfig?.Arn)]);
}

/** The rule that an ARN names: by its logical id, or by the name that the template gives it. */
function ruleIn(arn: unknown): string | undefined {
  const text = (arn as { readonly 'Fn::Sub'?: string })['Fn::Sub'];
  return text === undefined ? target(arn) : text.split(':rule/', 2)[1];
}
