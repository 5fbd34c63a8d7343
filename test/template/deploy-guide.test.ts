import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { forwardingTemplate, mainTemplate, ofType, readTemplate } from '../support/template.ts';

const guide = await readFile('docs/deploy.md', 'utf8');
const main = await readTemplate(mainTemplate);
const forwarder = await readTemplate(forwardingTemplate);
const alarms = [main, forwarder].flatMap((template) => ofType(template, 'AWS::CloudWatch::Alarm'));
const blocks = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const shell = blocks.join('\n').replaceAll('\\\n', ' ');

/** The names in the first column of the table under a heading. */
function rowsUnder(heading: string): string[] {
  const [, after = ''] = guide.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ', 1);
  return [...section.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name = '']) => name);
}

it('has a line for every alarm, and for none that there is not', () => {
  expect(rowsUnder('When an alarm rings').sort()).toEqual(alarms.map(({ name }) => name).sort());
});

it('has a line for every parameter, with its default', () => {
  expect(rowsUnder('Parameters')).toEqual(Object.keys(main.Parameters));
  for (const [name, { Default: value }] of Object.entries(main.Parameters)) {
    const cell = value === '' ? ' +' : ` \`${value}\` +`;
    expect(guide).toMatch(new RegExp(`^\\| \`${name}\` +\\|${cell}\\|`, 'm'));
  }
});

describe('its commands', () => {
  it('read outputs that there are', () => {
    const read = [...shell.matchAll(/\boutput ([A-Z]\w+)/g)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(10);
    expect(Object.keys(main.Outputs)).toEqual(expect.arrayContaining(read));
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

  it('name files that there are', async () => {
    const paths = new Set([...shell.matchAll(/docs\/deploy\/[\w.-]+/g)].map(([path]) => path));
    expect(paths.size).toBe(2);
    for (const path of paths) expect(await readFile(path, 'utf8')).not.toBe('');
  });
});

it('counts the alarms that it says the cost of', () => {
  const [, counted] = /^\| Alarms, [\d.]+ each +\| (\d+)/m.exec(guide) ?? [];
  expect(Number(counted)).toBe(ofType(main, 'AWS::CloudWatch::Alarm').length);
});

it('links to its own headings', () => {
  const anchors = [...guide.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...guide.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(anchors).toEqual(expect.arrayContaining(links));
});
