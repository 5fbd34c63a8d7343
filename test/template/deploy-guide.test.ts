import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { eventPattern } from '../../shared/events/event-pattern.ts';
import type { Fields } from '../../shared/json/value.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { rules } from '../../shared/rules/index.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { invoke } from '../support/functions/invoke.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';
import {
  carriedOut,
  forwardingTemplate,
  mainTemplate,
  ofType,
  propertiesOf,
  readTemplate,
} from '../support/template/template.ts';

const guide = await readFile('docs/deploy.md', 'utf8');
const main = await readTemplate(mainTemplate);
const forwarder = await readTemplate(forwardingTemplate);
const alarms = [main, forwarder].flatMap((template) => ofType(template, 'AWS::CloudWatch::Alarm'));
const strictPolicy = parsePolicy(
  await readFile('docs/deploy/strict-policy.yaml', 'utf8'),
  rules.map(({ meta }) => meta.id),
);
const blocks = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const shell = blocks.join('\n').replaceAll('\\\n', ' ');

function sectionUnder(heading: string): string {
  const [, after = ''] = guide.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ', 1);
  return section;
}

/** The names in the first column of the table under a heading, each with the cell beside it. */
function rowsUnder(heading: string): [name: string, cell: string][] {
  const rows = sectionUnder(heading).matchAll(/^\| `(\w+)` +\|([^|]*)\|/gm);
  return [...rows].map(([, name = '', cell = '']) => [name, cell.trim()]);
}

it('has a line for every alarm, and for none that there is not', () => {
  const names = rowsUnder('When an alarm rings').map(([name]) => name);
  expect(names.sort()).toEqual(alarms.map(({ name }) => name).sort());
});

it.each([
  ['Parameters', main],
  ['Parameters of the forwarder', forwarder],
])('has a line for every parameter, with its default: %s', (heading, { Parameters: parameters }) => {
  const lines = Object.entries(parameters).map(([name, { Default: value }]) => {
    if (value === undefined) return [name, 'required'];
    return [name, value === '' ? '' : `\`${value}\``];
  });
  expect(rowsUnder(heading)).toEqual(lines);
});

describe('its commands', () => {
  it('read outputs that there are', () => {
    const read = [...shell.matchAll(/\boutput ([A-Z]\w+)/g)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(10);
    expect(Object.keys(main.Outputs)).toEqual(expect.arrayContaining(read));
  });

  it('have a Region for the AWS CLI, and the same one for the SAM CLI', () => {
    const exports = shell.split('\n').filter((line) => /\bAWS_(?:DEFAULT_)?REGION=/.test(line));
    expect(exports).toEqual([expect.stringMatching(/^export AWS_REGION=(\S+) AWS_DEFAULT_REGION=\1$/)]);
  });

  // zsh would take the letter after the colon for a modifier.
  it('have braces around a variable before a colon', () => {
    expect(shell).not.toMatch(/\$\w+:/);
  });

  it.each([
    ['sam deploy', main],
    ['aws cloudformation', forwarder],
  ])('set parameters that there are: %s', (command, { Parameters: parameters }) => {
    const lines = shell.split('\n').filter((line) => line.trimStart().startsWith(command));
    const options = lines.map((line) => / --parameter(?:s|-overrides) (.+)$/.exec(line)?.[1] ?? '').join(' ');
    const set = [...options.matchAll(/(?:^| )(?:ParameterKey=)?(\w+)[=,]/g)].map(([, name]) => name);
    expect(set.length).toBeGreaterThan(2);
    expect(Object.keys(parameters)).toEqual(expect.arrayContaining(set));
  });

  it('name files and folders that there are', () => {
    const paths = new Set([...shell.matchAll(/docs\/(?:deploy|demo)\/[\w.-]+/g)].map(([path]) => path));
    expect(paths.size).toBe(7);
    expect([...paths].filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('its trial', () => {
  const byDefault = ['default', bookOf()] as const;
  const strict = ['strict', openRuleBook(rules, strictPolicy)] as const;
  const books = [byDefault, strict];
  const trial = sectionUnder('Try it');

  it.each(books)('is answered 403 by the hook under the %s policy', async (_, book) => {
    const [, contentType = ''] = /--header '(Content-Type): application\/json'/.exec(trial) ?? [];
    const [, file = ''] = /--data-binary @(\S+)/.exec(trial) ?? [];
    const body = await readFile(file, 'utf8');
    const request = { headers: { [contentType]: 'application/json' }, body, isBase64Encoded: false };
    const { response } = await invoke('check-submission', request, { book });
    expect(response).toMatchObject({ statusCode: 403 });
    expect(trial).toContain(JSON.parse((response as { body: string }).body).title);
  });

  it.each([
    [...strict, 'Mapping Submission Blocked'],
    [...byDefault, 'Mapping Submission Allowed'],
  ] as const)(
    'puts an event that the rule takes, and that is decided under the %s policy',
    async (_, book, answer) => {
      const [, source, detailType] = /Source: "(.+?)", DetailType: "(.+?)", Detail: tojson/.exec(trial) ?? [];
      const [, file = ''] = /^\}\]' (\S+)\)"$/m.exec(trial) ?? [];
      const event = { source, 'detail-type': detailType, detail: JSON.parse(await readFile(file, 'utf8')) };
      const { EventPattern: pattern } = propertiesOf<{ EventPattern: Fields }>(
        carriedOut(main),
        'SubmissionRule',
      );
      expect(eventPattern(pattern)(event)).toBe(true);
      const { published } = await invoke('review-submission', sqsEvent(event), { book });
      expect(published.map(({ detailType }) => detailType)).toEqual([answer]);
      expect(trial).toContain(`\`${answer}\``);
    },
  );
});

it('counts the alarms that it says the cost of', () => {
  const [, counted] = /^\| Alarms, [\d.]+ each +\| (\d+)/m.exec(guide) ?? [];
  expect(Number(counted)).toBe(ofType(main, 'AWS::CloudWatch::Alarm').length);
});

it('shows policies that are sound', () => {
  const blocks = [...guide.matchAll(/```yaml\n(parameters:\n[\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(blocks.length).toBeGreaterThan(0);
  const ids = rules.map(({ meta }) => meta.id);
  for (const text of blocks) expect(() => parsePolicy(`schemaVersion: "1"\n${text}`, ids)).not.toThrow();
});

it('begins with a list of its sections', () => {
  const sections = [...guide.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  const list = [...guide.matchAll(/^- \[(.+)\]\(#.+\)$/gm)].map(([, heading]) => heading);
  expect(list).toEqual(sections);
});
