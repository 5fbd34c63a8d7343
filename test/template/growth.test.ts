import { describe, expect, it } from 'vitest';
import type { Fields } from '../../shared/json/value.ts';
import { functionChapters, template } from '../../tools/template/template.ts';
import { furtherChapter, grownTemplate } from '../support/template/grown.ts';
import { mainTemplate, propertiesOf, readTemplate, target } from '../support/template/template.ts';

const before = await readTemplate(mainTemplate);
const after = grownTemplate();
const ofResource = (name: string) => propertiesOf<Fields>(after, name);

function added(section: 'Resources' | 'Outputs'): string[] {
  return Object.keys(after[section]).filter((name) => !(name in before[section]));
}

describe('a further function', () => {
  it('brings all that stands around a function', () => {
    expect(added('Resources')).toEqual([
      'ThingRule',
      'ThingQueue',
      'ThingQueuePolicy',
      'ThingDeadLetterQueue',
      'ThingDeadLetterQueuePolicy',
      'CountThings',
      'CountThingsLog',
      'CountThingsRole',
      'ThingDeadLetterQueueDepthAlarm',
      'ThingQueueAgeAlarm',
      'CountThingsRulesAlarm',
      'CountThingsErrorsAlarm',
      'CountThingsThrottlesAlarm',
    ]);
  });

  it('tells where its queues are', () => {
    const ends = ['QueueUrl', 'QueueArn', 'DeadLetterQueueUrl', 'DeadLetterQueueArn'];
    expect(added('Outputs')).toEqual(ends.map((end) => `Thing${end}`));
  });

  it('has its code, its time and its variables', () => {
    expect(ofResource('CountThings')).toMatchObject({
      CodeUri: 'dist/functions/count-things/',
      Timeout: 30,
      Environment: {
        Variables: { DEAD_LETTER_QUEUE_URL: { Ref: 'ThingDeadLetterQueue' }, MOST_THINGS: 100 },
      },
    });
    expect(ofResource('ThingQueue').VisibilityTimeout).toBe(6 * 30 + 5);
  });

  it('may send events that EventBridge cannot deliver where those of all others go', () => {
    const { Statement: statements } = ofResource('UndeliverableEventQueuePolicy').PolicyDocument as {
      readonly Statement: readonly { readonly Condition: { readonly ArnEquals?: Fields } }[];
    };
    const rules = statements.flatMap(({ Condition }) => Condition.ArnEquals?.['aws:SourceArn'] ?? []);
    expect(rules.map(target)).toContain('ThingRule');
  });

  it('is on the dashboard, its own graphs at the end', () => {
    const { 'Fn::Sub': body } = ofResource('Dashboard').DashboardBody as { readonly 'Fn::Sub': string };
    const { widgets } = JSON.parse(body);
    const naming = (reference: string) =>
      widgets
        .filter((widget: unknown) => JSON.stringify(widget).includes(`\${${reference}}`))
        .map((widget: { readonly properties: { readonly title: string } }) => widget.properties.title);
    expect(naming('ThingQueueAgeAlarm.Arn')).toEqual(['Alarms']);
    expect(naming('ThingQueue.QueueName')).toEqual([
      'Messages waiting',
      'Age of the oldest message, seconds',
    ]);
    expect(naming('ThingDeadLetterQueue.QueueName')).toEqual(['Dead letters']);
    expect(naming('CountThings')).toHaveLength(3);
    expect(widgets.at(-1)).toMatchObject({ properties: { title: 'Things' } });
  });

  it('changes nothing of the others', () => {
    const ofBus = ['SpeakersPolicy', 'OwnSourcePolicy', 'SubmittedTypesPolicy'];
    const shared = ['UndeliverableEventQueuePolicy', 'Dashboard', ...ofBus];
    for (const [name, resource] of Object.entries(before.Resources)) {
      if (!shared.includes(name)) expect(after.Resources[name]).toEqual(resource);
    }
  });

  it('is refused where there is one of its name', () => {
    expect(() => template([...functionChapters, furtherChapter, furtherChapter])).toThrow(
      /^expected one of each logical id, got two of `Thing\w+`$/,
    );
  });
});
