import { describe, expect, it } from 'vitest';
import { getAtt, ref, sub, when } from '../../tools/template/intrinsics.ts';
import { because, type Value } from '../../tools/template/value.ts';
import { yamlText } from '../../tools/template/yaml-text.ts';

const words = (count: number) => Array(count).fill('word').join(' ');

describe('a template as text', () => {
  it.each<[string, Value, string]>([
    ['plain values', { A: 1, B: true, C: 'text' }, 'A: 1\nB: true\nC: text\n'],
    ['no member that is undefined', { A: undefined, B: 1 }, 'B: 1\n'],
    [
      'texts that YAML 1.1 takes for something else',
      { A: '2012-10-17', B: 'no', C: 'Y' },
      'A: "2012-10-17"\nB: "no"\nC: "Y"\n',
    ],
    ['numbers as texts', { A: '10', B: '' }, 'A: "10"\nB: ""\n'],
    ['a list in one line', { A: ['x', ref('Queue')] }, 'A: [x, !Ref Queue]\n'],
    ['a list of maps line by line', { A: [{ B: 1, C: 2 }] }, 'A:\n  - B: 1\n    C: 2\n'],
    [
      'a list that is too long for one',
      { A: ['x'.repeat(60), 'y'.repeat(60)] },
      `A:\n  - ${'x'.repeat(60)}\n  - ${'y'.repeat(60)}\n`,
    ],
    ['an attribute', { A: getAtt('Queue.Arn') }, 'A: !GetAtt Queue.Arn\n'],
    ['a choice', { A: when('Has', [ref('Topic')]) }, 'A: !If [Has, [!Ref Topic], !Ref AWS::NoValue]\n'],
    ['a choice of maps', { A: when('Has', { B: 1 }, 'x') }, 'A: !If\n  - Has\n  - B: 1\n  - x\n'],
    ['several lines as they are', { A: '{\n  "b": 1\n}\n' }, 'A: |\n  {\n    "b": 1\n  }\n'],
    ['a long text in lines that people read', { A: words(30) }, `A: >-\n  ${words(23)}\n  ${words(7)}\n`],
  ])('has %s', (_, template, text) => {
    expect(yamlText(template)).toBe(text);
  });

  it('parts sections and resources by blank lines, but not what is in them', () => {
    const template = {
      A: 'x',
      Parameters: { B: { C: 1 }, D: { E: 2 } },
      Resources: { F: { G: {}, H: {} }, I: {} },
    };
    expect(yamlText(template)).toBe(`A: x

Parameters:
  B:
    C: 1
  D:
    E: 2

Resources:
  F:
    G: {}
    H: {}

  I: {}
`);
  });
});

describe('a reason', () => {
  it.each<[string, Value, string]>([
    ['a member', { A: because('It must.', 1) }, '# It must.\nA: 1\n'],
    ['an item', { A: [because('It must.', { B: 1 })] }, 'A:\n  # It must.\n  - B: 1\n'],
    ['a member, line by line', { A: because(words(30), 1) }, `# ${words(23)}\n# ${words(7)}\nA: 1\n`],
    [
      'a chapter, and one for its first member',
      { A: because('---- Title\n\nMore.\n', because('It must.', 1)) },
      '# ---- Title\n#\n# More.\n\n# It must.\nA: 1\n',
    ],
  ])('is a comment before %s', (_, template, text) => {
    expect(yamlText(template)).toBe(text);
  });
});

describe('a text that CloudFormation fills in', () => {
  const region = ref('AWS::Region');

  it('has references in it as placeholders', () => {
    expect(sub`${region}: ${getAtt('Queue.Arn')}, ${'name'}`).toEqual(
      sub`\${AWS::Region}: \${Queue.Arn}, name`,
    );
  });

  it('takes in what is in another', () => {
    expect(sub`a ${sub`b ${region}`}`).toEqual(sub`a b \${AWS::Region}`);
  });
});
