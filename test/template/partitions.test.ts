import { describe, expect, it } from 'vitest';
import { isObject } from '../../shared/json/value.ts';
import { grownTemplate } from '../support/template/grown.ts';
import {
  carriedOut,
  forwardingTemplate,
  mainTemplate,
  readTemplate,
  type Template,
} from '../support/template/template.ts';

const main = await readTemplate(mainTemplate);
const templates: [string, Template][] = [
  [mainTemplate, main],
  ['a template with a further function', grownTemplate()],
  [forwardingTemplate, await readTemplate(forwardingTemplate)],
];

describe.each(templates)('%s', (_, { Resources, Outputs, Globals, Conditions }) => {
  const texts = textsIn({ Resources, Outputs, Globals, Conditions });

  it('names the partition of no ARN', () => {
    const arns = texts.filter((text) => /\barn:/.test(text));
    expect(arns.length).toBeGreaterThan(0);
    expect(arns.filter((text) => /\barn:aws(?:-[a-z-]+)?:/.test(text))).toEqual([]);
  });

  // The names of services as principals and as sources of records are the same in all partitions; hosts are not.
  it('names the domain of no host', () => {
    const urls = texts.filter((text) => text.includes('https://') && !text.includes('/cloudwatch/home'));
    expect(urls.filter((text) => text.includes('amazonaws.com'))).toEqual([]);
  });
});

it.each([
  ['aws', 'console.aws.amazon.com'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
  ['aws-cn', 'console.amazonaws.cn'],
])('links to the console of the partition %s', (partition, host) => {
  const { DashboardUrl } = carriedOut(main, { 'AWS::Partition': partition }).Outputs;
  const start = `https://${host}/cloudwatch/home?region=$\{AWS::Region}#dashboards/`;
  expect(DashboardUrl).toMatchObject({ Value: { 'Fn::Sub': expect.stringContaining(start) } });
});

/** Every text in a part of a template. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
