import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { examplesByRule } from '../../shared/examples/rule-examples.ts';
import { runExample } from '../../shared/examples/run-example.ts';
import { advancedModePage, rulePage } from '../../shared/report/rule-page.ts';
import { citations } from '../../shared/rules/citations.ts';
import type { Example } from '../../shared/rules/example.ts';
import { rules } from '../../shared/rules/index.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFile(new URL(path, root), 'utf8');
const ids = rules.map(({ meta }) => meta.id);

describe.each(rules.map((rule) => [rule.meta.id, rule] as const))('the page of %s', (id, rule) => {
  const { meta } = rule;

  it('says all that the rule says of itself', async () => {
    const page = await textOf(`docs/rules/${id}.md`);
    expect(page).toContain(`# ${id}\n`);
    expect(page).toContain(rulePage(rule));
    const said = [meta.title, meta.guideline, meta.severity, meta.description, meta.remediation];
    for (const text of [...said, ...Object.values(meta.messages), ...meta.reads, ...citations(meta)]) {
      expect(page).toContain(text);
    }
  });

  it('tells of exemptions and overrides where the rule has them, and only there', () => {
    expect(rulePage(rule).includes('(G5)')).toBe(meta.exemptsAdvancedMode === true);
    expect(rulePage(rule).includes('## Parameter file')).toBe(meta.overridableByParameterFile === true);
  });

  it('shows every example, and what it prints gives the outcome that it prints', async () => {
    const shown = examplesOn(await textOf(`docs/rules/${id}.md`));
    const examples = examplesByRule[id];
    expect(shown.map(({ name }) => name).sort()).toEqual(examples.map(({ name }) => name).sort());
    for (const example of shown) {
      expect(runExample(rule, example).judged.outcome, example.name).toBe(example.outcome);
    }
  });

  it('shows passing examples first, then violating ones', async () => {
    const order = ['pass', 'violation', 'undecided', 'not-applicable'];
    const shown = examplesOn(await textOf(`docs/rules/${id}.md`)).map(({ outcome }) =>
      order.indexOf(outcome),
    );
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  });
});

it('docs/rules holds a page for each rule, the index, and nothing else', async () => {
  const pages = (await readdir(new URL('docs/rules/', root))).sort();
  expect(pages).toEqual(['README.md', ...ids.map((id) => `${id}.md`)].sort());
});

it.each([
  ['README.md', 'docs/rules/'],
  ['docs/rules/README.md', ''],
])('the table in %s has the order of the registry and what a violation means', async (path, base) => {
  const rows = [...(await textOf(path)).matchAll(/^\| \[`([^`]+)`\]\(([^)]+)\) \|.*\| (.+) \|$/gm)];
  expect(rows.map(([, id, link, title]) => [id, link, title])).toEqual(
    rules.map(({ meta }) => [meta.id, `${base}${meta.id}.md`, meta.title]),
  );
});

it('the index explains G5 and names the rules that exempt advanced mode', async () => {
  const page = advancedModePage(rules);
  expect(await textOf('docs/rules/README.md')).toContain(page);
  for (const { meta } of rules) {
    expect(page.includes(`- \`${meta.id}\``)).toBe(meta.exemptsAdvancedMode === true);
  }
});

/** The examples of a page as a reader sees them. */
function examplesOn(page: string): Example[] {
  const shown = page.matchAll(/^#### (.+)\n\nOutcome `([a-z-]+)`[\s\S]*?\n```json\n([\s\S]*?)\n```$/gm);
  return [...shown].map(([, name, outcome, given]) => ({ name, outcome, ...JSON.parse(given ?? '') }));
}
