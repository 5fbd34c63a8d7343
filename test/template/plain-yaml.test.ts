import { describe, expect, it } from 'vitest';
import { isScalar, parseDocument, visit } from 'yaml';
import {
  forwardingTemplate,
  mainTemplate,
  parseTemplate,
  templateText,
} from '../support/template/template.ts';

/** What scanners and CloudFormation's own `validate-template` do not resolve. */
function shorthandsIn(text: string): string[] {
  const found: string[] = [];
  visit(parseDocument(text, { version: '1.2', logLevel: 'silent' }), {
    Alias: (_, { source }) => void found.push(`*${source}`),
    Node: (_, { anchor }) => void (anchor && found.push(`&${anchor}`)),
    Pair: (_, { key }) => void (isScalar(key) && key.value === '<<' && found.push('<<')),
  });
  return found;
}

describe.each([mainTemplate, forwardingTemplate])('%s', async (path) => {
  const text = await templateText(path);

  it('has no anchors, aliases or merges', () => {
    expect(shorthandsIn(text)).toEqual([]);
  });

  it('is the same to a parser of YAML 1.1 as to one of 1.2', () => {
    expect(parseTemplate(text, '1.1')).toEqual(parseTemplate(text, '1.2'));
  });
});

it('shorthands are found where there are some', () => {
  expect(shorthandsIn('a: &x { b: 1 }\nc: { <<: *x }\nd: *x\n')).toEqual(['&x', '<<', '*x', '*x']);
});
