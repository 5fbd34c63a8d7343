import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runExample } from '../../shared/examples/run-example.ts';
import type { Example } from '../../shared/rules/example.ts';
import type { Rule } from '../../shared/rules/rule.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const guide = await readFile('CONTRIBUTING.md', 'utf8');
const diffs = guide.matchAll(
  /^ {3}```diff\n {3}--- shared\/rules\/no-root-credentials\.ts\n([\s\S]*?)\n {3}```$/gm,
);
const [wish = '', ...change] = [...diffs].map(([, body = '']) => body);
const source = [wish, ...change].reduce(
  unapplied,
  await readFile('shared/rules/no-root-credentials.ts', 'utf8'),
);

/** The lines of a diff on one side of it. */
function sideOf(diff: string, mark: '-' | '+'): string {
  const lines = diff.split('\n').map((line) => line.slice(3));
  return lines
    .filter((line) => [' ', mark].includes(line[0] ?? ''))
    .map((line) => `${line.slice(1)}\n`)
    .join('');
}

/** A text after a diff, which must fit at one place. */
function applied(text: string, diff: string): string {
  const parts = text.split(sideOf(diff, '-'));
  expect(parts, diff).toHaveLength(2);
  return parts.join(sideOf(diff, '+'));
}

/** A text before a diff, whether whoever runs this has gone the walk or not. */
function unapplied(text: string, diff: string): string {
  return text.replace(sideOf(diff, '+'), () => sideOf(diff, '-'));
}

/** The rule and the example that the walk is about, out of a text of the rule's file. */
async function readRule(text: string): Promise<{ rule: Rule; example: Example | undefined }> {
  const folder = `${pathToFileURL('shared/rules').href}/`;
  const file = await (await temporaryFolder()).write(
    'rule.ts',
    text.replaceAll("from './", `from '${folder}`),
  );
  const { noRootCredentials, noRootCredentialsExamples } = await import(pathToFileURL(file).href);
  const name = /`violation: (.+?)`/.exec(guide)?.[1];
  const examples: readonly Example[] = noRootCredentialsExamples;
  return { rule: noRootCredentials, example: examples.find((one) => one.name === name) };
}

async function findingOf(text: string) {
  const { rule, example } = await readRule(text);
  if (example === undefined) throw new Error('expected the walk to name an example of the rule');
  return { wanted: example.evidence, found: runExample(rule, example).violations[0] };
}

describe('the first change of CONTRIBUTING.md', () => {
  it('makes an example that the rule does not answer to yet', async () => {
    const { wanted, found } = await findingOf(applied(source, wish));
    expect(wanted).toHaveProperty('accountId');
    expect(found?.evidence).not.toMatchObject(wanted ?? {});
  });

  it('makes the rule answer to it, and say so', async () => {
    const { wanted, found } = await findingOf([wish, ...change].reduce(applied, source));
    expect(found?.evidence).toMatchObject(wanted ?? {});
    expect(found?.message).toBe('connection redshift uses the root user of account 123456789012');
  });
});
