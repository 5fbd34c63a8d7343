import { allow } from '../../../tools/template/blocks/iam.ts';
import { ownMetric } from '../../../tools/template/blocks/metrics.ts';
import type { Chapter } from '../../../tools/template/chapter.ts';
import { getAtt } from '../../../tools/template/intrinsics.ts';
import { functionChapters, template } from '../../../tools/template/template.ts';
import { yamlText } from '../../../tools/template/yaml-text.ts';
import { parseTemplate, type Template } from './template.ts';

/** A function that there is not, declared as one would be. */
export const furtherChapter: Chapter = {
  title: 'Counting: something to count -> rule -> queue -> CountThings',
  lambda: {
    name: 'CountThings',
    does: 'Counts things',
    memory: 512,
    timeout: 30,
    environment: { MOST_THINGS: 100 },
    queue: {
      name: 'Thing',
      rules: {
        ThingRule: {
          description: 'Things',
          bus: getAtt('EventBus.Name'),
          pattern: { 'detail-type': ['Thing'] },
        },
      },
      batchSize: 10,
      batchingWindow: 5,
      maximumConcurrency: 2,
      waiting: { seconds: 600, means: 'Things wait to be counted' },
      deadLetters: {
        fromFunction: true,
        means: 'Things were not counted',
        output: 'Things that nobody could count',
      },
    },
    policy: 'judges by it',
    permissions: [allow('dynamodb:UpdateItem', getAtt('WardenTable.Arn'))],
    alarms: { errors: 'The counting fails', throttles: 'The counting gets no execution' },
    graphs: [{ title: 'Things', lines: [{ metric: ownMetric('ThingsCounted') }] }],
  },
};

/** The project's template with a further function. */
export function grownTemplate(): Template {
  return parseTemplate(yamlText(template([...functionChapters, furtherChapter])));
}
